import { expect, test } from "vitest";
import { type Wave, columns, covers, finest, isSilent, levelOf, waveEnd } from "./buckets";

function waveOf(pairs: number[], more: Partial<Wave> = {}): Wave {
  return { rate: 8000, sampleCount: 1000, start: 0, samplesPerBucket: 256, buckets: Int8Array.from(pairs), ...more };
}

const wave = waveOf([-1, 1, -2, 20, -30, 3, -4, 4]);

test("a column shows the lowest and the highest of all its buckets", () => {
  expect([...columns(wave, { start: 0, end: 1024, width: 2 }, 2)]).toEqual([-2, 20, -30, 4]);
  expect([...columns(wave, { start: 0, end: 1024, width: 4 }, 4)]).toEqual([-1, 1, -2, 20, -30, 3, -4, 4]);
});

test("a bucket that is wider than a column is shown in all of them", () => {
  expect([...columns(wave, { start: 256, end: 512, width: 2 }, 2)]).toEqual([-2, 20, -2, 20]);
});

test("a column that begins within a bucket shows that bucket, too", () => {
  expect([...columns(wave, { start: 128, end: 640, width: 1 }, 1)]).toEqual([-30, 20]);
});

test("nothing is shown beyond the take", () => {
  const [low, high] = columns(wave, { start: 2048, end: 4096, width: 1 }, 1);
  expect(low).toBeGreaterThan(high ?? 0);
});

test("the finest of the waves that have all of the view is drawn", () => {
  const near = waveOf([0, 0, 0, 0], { start: 256, samplesPerBucket: 128 });
  expect(waveEnd(near)).toBe(512);
  expect(finest([wave, near], { start: 300, end: 500, width: 9 })).toBe(near);
  expect(finest([wave, near], { start: 300, end: 600, width: 9 })).toBe(wave);
  expect(covers(wave, { start: -5, end: 4000 })).toBe(true);
});

test("a level goes from the floor to full scale", () => {
  expect(levelOf(-127, 3)).toBe(1);
  expect(levelOf(0, 0)).toBe(0);
  expect(levelOf(0, 1)).toBe(0);
  expect(levelOf(-64, 64)).toBeCloseTo(1 - 5.95 / 42, 3);
});

test("a take of rounding noise is silent", () => {
  expect(isSilent(waveOf([-1, 1, 0, 0]))).toBe(true);
  expect(isSilent(wave)).toBe(false);
});
