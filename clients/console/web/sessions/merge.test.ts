import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { SessionOverviewSchema, TakeOverviewSchema } from "../generated/starling/session/v1/overview_pb";
import { continued, patched, refreshed } from "./merge";

const overviews = (names: string) => [...names].map((name) => create(SessionOverviewSchema, { session: { name }, latestTake: { name: `${name}-take` } }));
const names = (list: readonly { session?: { name: string } | undefined }[]) => list.map(({ session }) => session?.name).join("");

test("the newest replace what they were, and the older stay", () => {
  const check = (read: string, held: string, result: string) => expect(names(refreshed(overviews(read), overviews(held)))).toBe(result);
  check("xabc", "abcdef", "xabcdef");
  check("acd", "abcdef", "acdef");
  check("abc", "abcdef", "abcdef");
  check("abc", "", "abc");
});

test("a page that was moved by newer sessions brings nothing twice", () => {
  expect(names(continued(overviews("abc"), overviews("cde")))).toBe("abcde");
});

test("a take is told where it is the newest", () => {
  const take = create(TakeOverviewSchema, { name: "b-take", timingScore: 70 });
  expect(patched(overviews("ab"), take).map(({ latestTake }) => latestTake?.timingScore)).toEqual([undefined, 70]);
});
