import { expect, test } from "vitest";
import { type Kept, keptBy } from "./storage";

function refuse(): never {
  throw new DOMException("full", "QuotaExceededError");
}

/** A storage that has room for so many characters. */
function roomFor(most: number, kept: Map<string, string>): Kept {
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem(key, value) {
      const taken = [...kept].reduce((sum, [other, { length }]) => (other === key ? sum : sum + length), 0);
      if (taken + value.length > most) refuse();
      kept.set(key, value);
    },
    removeItem: (key) => void kept.delete(key),
  };
}

test("where the browser refuses, things last as long as the page", () => {
  const full: Kept = { getItem: () => "old", setItem: refuse, removeItem: refuse };
  for (const open of [refuse, () => full]) {
    const storage = keptBy(open);
    storage.setItem("a", "new");
    expect(storage.getItem("a")).toBe("new");
    storage.removeItem("a");
    expect(storage.getItem("a")).toBeNull();
  }
});

test("what the browser keeps again is read from there", () => {
  const kept = new Map<string, string>();
  let isFull = true;
  const storage = keptBy(() => ({
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => (isFull ? refuse() : void kept.set(key, value)),
    removeItem: (key) => void kept.delete(key),
  }));
  storage.setItem("a", "first");
  isFull = false;
  storage.setItem("a", "second");
  kept.set("a", "from another tab");
  expect(storage.getItem("a")).toBe("from another tab");
});

test("what had no room is kept by the browser once there is some", () => {
  const kept = new Map<string, string>();
  const storage = keptBy(() => roomFor(10, kept));
  storage.setItem("draft", "1234567");
  storage.setItem("sent", "1234567");
  storage.setItem("other", "12345678");
  expect([...kept.keys()]).toEqual(["draft"]);
  storage.removeItem("draft");
  expect([...kept]).toEqual([["sent", "1234567"]]);
  expect(storage.getItem("other")).toBe("12345678");
});
