import { expect, test } from "vitest";
import { clock, signedClock, toSample, toSeconds } from "./time";

test("a clock rounds once, as a whole", () => {
  const check = (seconds: number, decimals: 0 | 1, text: string) => expect(clock(seconds, decimals)).toBe(text);
  check(0, 0, "0:00");
  check(62.3, 1, "1:02.3");
  check(59.96, 1, "1:00.0");
  check(59.5, 0, "1:00");
  check(3605, 0, "1:00:05");
  check(7199.96, 1, "2:00:00.0");
  check(-3, 0, "0:00");
});

test("a difference shows its sign, but none where it rounds to nothing", () => {
  expect(signedClock(12)).toBe("+0:12");
  expect(signedClock(-75)).toBe("−1:15");
  expect(signedClock(0.4)).toBe("±0:00");
});

test("samples and seconds go both ways", () => {
  expect(toSample(toSeconds(123_456n, 44_100), 44_100)).toBe(123_456n);
  expect(toSample(-1, 16_000)).toBe(0n);
  expect(toSeconds(100n, 0)).toBe(0);
});
