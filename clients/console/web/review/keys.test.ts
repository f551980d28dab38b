import { expect, test } from "vitest";
import { CommentKind } from "../generated/starling/session/v1/review_pb";
import { keyRows, shortcutsOf } from "./keys";

const STAR = ["Situation", "Task", "Action", "Result"];

test("no key does two things, whatever the format", () => {
  const nine = Array.from({ length: 12 }, (_, n) => `Section ${n}`);
  const keys = keyRows(nine, true).flatMap(({ keys }) => keys);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys).toContain("Shift+9");
  // The page itself lists all keys by it.
  expect(keys).not.toContain("?");
});

test("keys do what they say", () => {
  const rows = keyRows(STAR, true);
  const commandOf = (key: string) => rows.find(({ keys }) => keys.includes(key))?.command;
  expect(commandOf(" ")).toEqual({ do: "toggle" });
  expect(commandOf("J")).toEqual({ do: "skip", seconds: -1 });
  expect(commandOf("l")).toEqual({ do: "skip", seconds: 5 });
  expect(commandOf("3")).toEqual({ do: "section", index: 2 });
  expect(commandOf("Shift+1")).toEqual({ do: "loopSection", index: 0 });
  expect(commandOf("w")).toEqual({ do: "mark", kind: CommentKind.WE_FOR_I });
  expect(commandOf("5")).toBeUndefined();
});

test("who may only listen has no keys that write", () => {
  const commands = keyRows(STAR, false).map(({ command }) => command.do);
  expect(commands).not.toContain("comment");
  expect(commands).not.toContain("mark");
});

test("a pressed key runs its command", () => {
  const run: unknown[] = [];
  const shortcuts = shortcutsOf(keyRows(STAR, true), (command) => run.push(command));
  shortcuts.find(({ keys }) => keys.includes("c"))?.run({} as KeyboardEvent);
  expect(run).toEqual([{ do: "comment" }]);
});
