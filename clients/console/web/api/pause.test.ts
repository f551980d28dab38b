import { expect, test } from "vitest";
import { backOffMs } from "./pause";

test("pauses double up to fifteen seconds, and never come to nothing", () => {
  expect([0, 1, 2, 3, 4, 5, 30].map((attempt) => backOffMs(attempt, 1))).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  expect(backOffMs(0, 0)).toBe(250);
  expect(backOffMs(1000, 0)).toBe(7500);
});
