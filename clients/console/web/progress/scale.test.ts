import { expect, test } from "vitest";
import { column, depth, ratingScale, timeScale } from "./scale";

test("a time axis ends at a round time, with four lines at most", () => {
  const check = (longest: number, lines: number[]) => expect(timeScale([longest, 1]).lines).toEqual(lines);
  check(0, [0, 5]);
  check(31, [0, 15, 30, 45]);
  check(61, [0, 30, 60, 90]);
  check(179, [0, 60, 120, 180]);
  check(3600, [0, 1200, 2400, 3600]);
  check(7200 * 3, [0, 7200, 14_400, 21_600]);
});

test("values stand between the top and the bottom, whatever they are", () => {
  expect([1, 3, 5, 9, -2].map((value) => depth(ratingScale, value))).toEqual([1, 0.5, 0, 0, 1]);
});

test("columns lie side by side", () => {
  expect(column(1, 4)).toEqual({ middle: 0.375, left: 0.25, width: 0.25 });
  expect(column(0, 1).middle).toBe(0.5);
});
