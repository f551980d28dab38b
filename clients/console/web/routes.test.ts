import { expect, test } from "vitest";
import { comparePath, idOf, parseRoute, type Route, sessionOf } from "./routes";

test("addresses lead to screens", () => {
  const check = (address: string, route: Route) => {
    const url = new URL(address, "http://localhost");
    expect(parseRoute(url.pathname, url.search)).toEqual(route);
  };
  check("/", { screen: "sessions" });
  check("/sessions/s-1", { screen: "session", session: "sessions/s-1" });
  check("/sessions/s-1/", { screen: "session", session: "sessions/s-1" });
  check("/sessions/s-1/takes/t-2", { screen: "review", take: "sessions/s-1/takes/t-2" });
  check("/progress", { screen: "progress", question: "" });
  check("/progress?question=packs/p/questions/q", { screen: "progress", question: "packs/p/questions/q" });
  check("/sessions", { screen: "missing" });
  check("/sessions/-", { screen: "missing" });
  check("/sessions/s-1/takes", { screen: "missing" });
  check("/sessions/%3Cscript%3E", { screen: "missing" });
});

test("what is compared are takes, each once, four at most", () => {
  const takes = [1, 2, 3, 4].map((number) => `sessions/s/takes/t-${number}`);
  const compared = (path: string) => {
    const url = new URL(path, "http://localhost");
    const route = parseRoute(url.pathname, url.search);
    return route.screen === "compare" ? route.takes : undefined;
  };
  expect(compared(comparePath(takes))).toEqual(takes);
  expect(compared(comparePath([...takes, "sessions/s/takes/t-5"]))).toEqual(takes);
  expect(compared("/compare?take=sessions/s/takes/t&take=sessions/s/takes/t&take=nothing&take=//elsewhere/x")).toEqual(["sessions/s/takes/t"]);
  expect(compared("/compare")).toEqual([]);
});

test("names have parts", () => {
  expect(sessionOf("sessions/s/takes/t")).toBe("sessions/s");
  expect(idOf("sessions/s/takes/t")).toBe("t");
});
