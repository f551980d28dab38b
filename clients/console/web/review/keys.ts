// What the keys do.
import { CommentKind } from "../generated/starling/session/v1/review_pb.js";

export type Command =
  | { do: "toggle" }
  | { do: "skip"; seconds: number }
  | { do: "speed"; direction: 1 | -1 }
  | { do: "normalSpeed" }
  | { do: "section"; index: number }
  | { do: "loopSection"; index: number }
  | { do: "comment" }
  | { do: "rangeStart" }
  | { do: "rangeEnd" }
  | { do: "clearRange" }
  | { do: "nextComment" }
  | { do: "previousComment" }
  | { do: "rate" }
  | { do: "zoom"; factor: number }
  | { do: "mark"; kind: QuickKind }
  | { do: "help" };

/** The marks that one key makes while listening. */
export const QUICK_MARKS = [
  { key: "s", kind: CommentKind.STRONG },
  { key: "u", kind: CommentKind.UNCLEAR },
  { key: "w", kind: CommentKind.WE_FOR_I },
  { key: "f", kind: CommentKind.NO_FIGURE },
  { key: "t", kind: CommentKind.TOO_LONG },
  { key: "x", kind: CommentKind.RED_FLAG },
] as const;

export type QuickKind = (typeof QUICK_MARKS)[number]["kind"];

const PLAIN: Readonly<Record<string, Command>> = {
  " ": { do: "toggle" },
  k: { do: "toggle" },
  j: { do: "skip", seconds: -5 },
  l: { do: "skip", seconds: 5 },
  J: { do: "skip", seconds: -1 },
  L: { do: "skip", seconds: 1 },
  ",": { do: "skip", seconds: -0.1 },
  ".": { do: "skip", seconds: 0.1 },
  "<": { do: "speed", direction: -1 },
  ">": { do: "speed", direction: 1 },
  "0": { do: "normalSpeed" },
  c: { do: "comment" },
  i: { do: "rangeStart" },
  o: { do: "rangeEnd" },
  Escape: { do: "clearRange" },
  n: { do: "nextComment" },
  p: { do: "previousComment" },
  r: { do: "rate" },
  "+": { do: "zoom", factor: 0.5 },
  "=": { do: "zoom", factor: 0.5 },
  "-": { do: "zoom", factor: 2 },
  "?": { do: "help" },
};

/** What of a key press decides. */
export interface KeyPress {
  key: string;
  code: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

export function commandOf(press: KeyPress): Command | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  // Shift turns a digit into another character, which one depends on the keyboard: the key itself tells.
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(press.code)?.[1];
  if (digit) return { do: press.shiftKey ? "loopSection" : "section", index: Number(digit) - 1 };
  const exact = PLAIN[press.key];
  if (exact) return exact;
  const mark = QUICK_MARKS.find(({ key }) => key === press.key.toLowerCase());
  if (mark) return { do: "mark", kind: mark.kind };
  // With caps lock on, letters are still the same keys.
  return press.shiftKey ? null : (PLAIN[press.key.toLowerCase()] ?? null);
}

/** Whether a key that is pressed here belongs to what has the focus: what is typed is no command. */
export function belongsTo(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("input, textarea, select, [contenteditable], dialog")) return true;
  return key === " " && target.closest("button, a, summary, audio") !== null;
}
