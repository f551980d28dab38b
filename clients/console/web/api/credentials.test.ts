import { afterEach, expect, test, vi } from "vitest";
import { type Arrival, access, enter, enterWith, parseFragment, parseKey } from "./credentials";

test("a fragment brings a token or a link", () => {
  const check = (fragment: string, arrival: Arrival | undefined) => expect(parseFragment(fragment)).toEqual(arrival);
  check("#token=abc", { kind: "token", token: "abc" });
  check("#link=starling_link_x-Y_9", { kind: "link", token: "starling_link_x-Y_9" });
  check("#link=a%2Bb", { kind: "link", token: "a+b" });
  check("#token=%20abc%0A", { kind: "token", token: "abc" });
  check("#token=", undefined);
  check("#content", undefined);
  check("", undefined);
});

test("a key is taken as people paste it", () => {
  const check = (text: string, arrival: Arrival | undefined) => expect(parseKey(text)).toEqual(arrival);
  check(" abc\n", { kind: "token", token: "abc" });
  check("starling_link_x", { kind: "link", token: "starling_link_x" });
  check("http://127.0.0.1:7350/sessions/s#link=starling_link_x", { kind: "link", token: "starling_link_x" });
  check("http://127.0.0.1:7350/#", undefined);
  check("  ", undefined);
});

/** A page at an address, as a browser has it: what is replaced is where it goes next. */
function pageAt(address: string) {
  const url = new URL(address, "http://here");
  const listeners = new Map<string, () => unknown>();
  const kept = new Map<string, string>();
  const left: string[] = [];
  const { pathname } = url;
  vi.stubGlobal("location", {
    pathname,
    get search() {
      return url.search;
    },
    get hash() {
      return url.hash;
    },
    replace: (next: string) => left.push(next),
  });
  vi.stubGlobal("history", { state: null, replaceState: (_state: unknown, _title: string, next: string) => (url.href = new URL(next, url).href) });
  vi.stubGlobal("addEventListener", (type: string, listener: () => unknown) => listeners.set(type, listener));
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  access.set({ state: "none" });
  enter();
  return {
    kept: () => [...kept.values()].map((value) => JSON.parse(value)),
    left,
    address: () => url.href.slice(url.origin.length),
    /** Somebody opens a link in the page. */
    follow(fragment: string) {
      url.hash = fragment;
      listeners.get("hashchange")?.();
    },
  };
}

afterEach(() => vi.unstubAllGlobals());

test("a link in a page where somebody is in goes to a new page, and stays nowhere in this one", () => {
  const page = pageAt("/sessions/a#token=mine");
  expect(page.address()).toBe("/sessions/a");
  page.follow("#link=theirs");
  page.follow("#content");
  expect(page.left).toEqual(["/sessions/a?&#link=theirs"]);
  // Whoever is asked before the page is left, and stays, is who they were: now, and when the page is loaded again.
  expect(page.address()).toBe("/sessions/a#content");
  expect(page.kept()).toEqual([{ token: "mine" }]);
  expect(access.get()).toEqual({ state: "open", token: "mine" });

  enterWith("an/other+key");
  expect(page.left[1]).toBe("/sessions/a?&#token=an%2Fother%2Bkey");
  expect(page.kept()).toEqual([{ token: "mine" }]);
});

test("the new page takes it, and has its address back", () => {
  for (const query of ["?", "?take=a&take=b"]) {
    const left = pageAt(`/compare${query}#token=mine`);
    left.follow("#link=theirs");
    const page = pageAt(left.left[0] ?? "");
    expect(page.address()).toBe(`/compare${query.replace(/^\?$/, "")}`);
    expect(page.left).toEqual([]);
    expect(page.kept()).toEqual([{ link: "theirs" }]);
    expect(access.get()).toEqual({ state: "arriving", link: "theirs" });
  }
});

test("a page where nobody is in takes a link as it is", () => {
  const page = pageAt("/");
  page.follow("#link=first");
  page.follow("#link=second");
  expect(page.left).toEqual([]);
  expect(access.get()).toEqual({ state: "arriving", link: "second" });
});
