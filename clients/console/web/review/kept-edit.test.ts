import { expect, test } from "vitest";
import { isChange, keptEdit, parseEdit } from "./kept-edit";

const comment = { text: "Who decided?", startSample: 160_000n, endSample: 320_000n };
const unchanged = { text: "Who decided?", span: { start: 160_000, end: 320_000 } };

test("what differs by less than a second is a change", () => {
  expect(isChange(unchanged, comment)).toBe(false);
  expect(isChange({ ...unchanged, text: "Who?" }, comment)).toBe(true);
  expect(isChange({ ...unchanged, span: { start: 160_000, end: 327_999 } }, comment)).toBe(true);
  expect(isChange({ ...unchanged, span: { start: 160_001, end: 320_000 } }, comment)).toBe(true);
});

test("what would be saved as it is is no change", () => {
  expect(isChange({ text: "Who decided?\n", span: { start: 160_000.3, end: 319_999.8 } }, comment)).toBe(false);
});

test("a change is kept as a text, with the version that it changes", () => {
  for (const text of ["Who?", "", "Two\nlines\n", "\n"]) {
    const edit = { text, span: { start: 0.5, end: 80 } };
    for (const etag of ["1a", ""]) expect(parseEdit(keptEdit(edit, etag))).toEqual({ ...edit, etag });
  }
});

test("what is no change is taken for none", () => {
  for (const text of ["", "Who?", "1a\n\nWho?", "1a\n5\nWho?", "1a\n5\n\nWho?"]) expect(parseEdit(text)).toBeNull();
});
