import { expect, test } from "vitest";
import { keyNames } from "./shortcuts";

test("keys are known by what they write, digits by their place too", () => {
  const check = (key: string, code: string, shiftKey: boolean, names: string[]) => expect(keyNames({ key, code, shiftKey })).toEqual(names);
  check("c", "KeyC", false, ["c"]);
  check("J", "KeyJ", true, ["J"]);
  check("ArrowDown", "ArrowDown", false, ["ArrowDown"]);
  check(" ", "Space", false, [" "]);
  check("1", "Digit1", false, ["1"]);
  check("1", "Numpad1", false, ["1"]);
  // English: Shift makes a sign of the digit.
  check("!", "Digit1", true, ["!", "Shift+1"]);
  // German: the slash is above the 7.
  check("/", "Digit7", true, ["/", "Shift+7"]);
  // French: digits need Shift.
  check("&", "Digit1", false, ["&", "1"]);
  check("1", "Digit1", true, ["Shift+1"]);
});

test("Caps Lock changes no key", () => {
  expect(keyNames({ key: "C", code: "KeyC", shiftKey: false })).toEqual(["c"]);
  expect(keyNames({ key: "j", code: "KeyJ", shiftKey: true })).toEqual(["J"]);
});
