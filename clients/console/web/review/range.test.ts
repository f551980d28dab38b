import { expect, test } from "vitest";
import { keptSpan, parseSpan, rangeFrom, rangeTo, spanLabel, spanText } from "./range";

test("a range has its ends in any order of choosing", () => {
  expect(rangeFrom(null, 50)).toEqual({ start: 50, end: 50 });
  expect(rangeTo(rangeFrom(null, 50), 80)).toEqual({ start: 50, end: 80 });
  expect(rangeFrom(rangeTo(null, 80), 50)).toEqual({ start: 50, end: 80 });
});

test("an end on the wrong side begins anew", () => {
  expect(rangeTo({ start: 50, end: 80 }, 20)).toEqual({ start: 20, end: 20 });
  expect(rangeFrom({ start: 50, end: 80 }, 90)).toEqual({ start: 90, end: 90 });
});

test("a span is kept as a text", () => {
  for (const span of [{ start: 0, end: 0 }, { start: 50.5, end: 80 }]) expect(parseSpan(keptSpan(span))).toEqual(span);
  for (const text of ["", "50", "50-", "x-80"]) expect(parseSpan(text)).toBeNull();
});

test("a span is told by its ends, a moment by one", () => {
  expect(spanText({ start: 20, end: 25 }, 1)).toBe("0:20–0:25");
  expect(spanText({ start: 20, end: 20 }, 1)).toBe("0:20");
  expect(spanLabel({ start: 20, end: 25.5 }, 1)).toContain("0:20.0–0:25.5");
  expect(spanLabel({ start: 20, end: 20 }, 1)).toContain("0:20.0");
});
