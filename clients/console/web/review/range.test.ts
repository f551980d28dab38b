import { expect, test } from "vitest";
import { rangeFrom, rangeTo } from "./range";

test("a range has its ends in any order of choosing", () => {
  expect(rangeFrom(null, 50)).toEqual({ start: 50, end: 50 });
  expect(rangeTo(rangeFrom(null, 50), 80)).toEqual({ start: 50, end: 80 });
  expect(rangeFrom(rangeTo(null, 80), 50)).toEqual({ start: 50, end: 80 });
});

test("an end on the wrong side begins anew", () => {
  expect(rangeTo({ start: 50, end: 80 }, 20)).toEqual({ start: 20, end: 20 });
  expect(rangeFrom({ start: 50, end: 80 }, 90)).toEqual({ start: 90, end: 90 });
});
