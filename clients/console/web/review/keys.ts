// What the keys do. All of it can be done by buttons, too.
import { CommentKind } from "../generated/starling/session/v1/review_pb";
import type { Shortcut } from "../shell/shortcuts";
import { words } from "../words/review";

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
  | { do: "clear" }
  | { do: "neighbour"; direction: 1 | -1 }
  | { do: "rate" }
  | { do: "zoom"; factor: number }
  | { do: "mark"; kind: QuickKind };

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

/** What one key or several do, in the order in which they are listed. */
export interface KeyRow {
  keys: string[];
  label: string;
  command: Command;
}

/** All keys for a take whose format has sections of these titles. */
export function keyRows(sectionTitles: readonly string[], canComment: boolean): KeyRow[] {
  const { keys: label } = words;
  const rows: KeyRow[] = [
    { keys: [" ", "k"], label: label.toggle, command: { do: "toggle" } },
    { keys: ["j"], label: words.back(5), command: { do: "skip", seconds: -5 } },
    { keys: ["l"], label: words.on(5), command: { do: "skip", seconds: 5 } },
    { keys: ["J"], label: words.back(1), command: { do: "skip", seconds: -1 } },
    { keys: ["L"], label: words.on(1), command: { do: "skip", seconds: 1 } },
    { keys: [","], label: words.back(0.1), command: { do: "skip", seconds: -0.1 } },
    { keys: ["."], label: words.on(0.1), command: { do: "skip", seconds: 0.1 } },
    { keys: ["<"], label: words.slower, command: { do: "speed", direction: -1 } },
    { keys: [">"], label: words.faster, command: { do: "speed", direction: 1 } },
    { keys: ["0"], label: words.normalSpeed, command: { do: "normalSpeed" } },
    { keys: ["+", "="], label: words.zoomIn, command: { do: "zoom", factor: 0.5 } },
    { keys: ["-"], label: words.zoomOut, command: { do: "zoom", factor: 2 } },
    { keys: ["n"], label: label.next, command: { do: "neighbour", direction: 1 } },
    { keys: ["p"], label: label.previous, command: { do: "neighbour", direction: -1 } },
    { keys: ["r"], label: label.rate, command: { do: "rate" } },
    { keys: ["i"], label: words.rangeStart, command: { do: "rangeStart" } },
    { keys: ["o"], label: words.rangeEnd, command: { do: "rangeEnd" } },
    { keys: ["Escape"], label: label.clear, command: { do: "clear" } },
  ];
  sectionTitles.slice(0, 9).forEach((title, index) => {
    rows.push({ keys: [String(index + 1)], label: label.section(title), command: { do: "section", index } });
  });
  sectionTitles.slice(0, 9).forEach((title, index) => {
    rows.push({ keys: [`Shift+${index + 1}`], label: words.loopSection(title), command: { do: "loopSection", index } });
  });
  if (canComment) {
    rows.push({ keys: ["c"], label: label.comment, command: { do: "comment" } });
    for (const { key, kind } of QUICK_MARKS) {
      rows.push({ keys: [key], label: label.mark(words.kinds[kind] ?? ""), command: { do: "mark", kind } });
    }
  }
  return rows;
}

/** What a key that is held down does again and again. Not a mark: one would become dozens. */
const REPEATED: readonly Command["do"][] = ["skip", "speed", "neighbour", "zoom"];

/** The rows as the page's shortcuts. */
export function shortcutsOf(rows: readonly KeyRow[], run: (command: Command) => void): Shortcut[] {
  return rows.map(({ keys, label, command }) => ({
    keys,
    label,
    run: ({ repeat }) => {
      if (!repeat || REPEATED.includes(command.do)) run(command);
    },
  }));
}
