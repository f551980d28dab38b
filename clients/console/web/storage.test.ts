import { expect, test } from "vitest";
import { type Kept, keptBy } from "./storage";

function refuse(): never {
  throw new DOMException("full", "QuotaExceededError");
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
