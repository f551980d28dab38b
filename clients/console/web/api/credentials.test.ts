import { expect, test } from "vitest";
import { type Arrival, parseFragment, parseKey } from "./credentials";

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
