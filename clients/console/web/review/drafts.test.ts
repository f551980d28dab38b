import { expect, test } from "vitest";
import type { Kept } from "../storage";
import { draftsOf } from "./drafts";

function fakeStorage(): Kept & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

test("what was typed is there after a reload, for its own take only", () => {
  const storage = fakeStorage();
  draftsOf("link 1", "takes/a", storage).write("comment", "half a sent");
  expect(draftsOf("link 1", "takes/a", storage).read("comment")).toBe("half a sent");
  expect(draftsOf("link 1", "takes/b", storage).read("comment")).toBe("");
  expect(draftsOf("link 1", "takes/a", storage).read("review")).toBe("");
});

test("what one person typed is there for nobody else", () => {
  const storage = fakeStorage();
  draftsOf("link 1", "takes/a", storage).write("comment", "half a sent");
  expect(draftsOf("link 2", "takes/a", storage).read("comment")).toBe("");
});

test("nothing typed leaves nothing behind", () => {
  const storage = fakeStorage();
  const drafts = draftsOf("link 1", "takes/a", storage);
  drafts.write("comment", "x");
  drafts.write("comment", "");
  expect(storage.kept.size).toBe(0);
  expect(drafts.read("comment")).toBe("");
});
