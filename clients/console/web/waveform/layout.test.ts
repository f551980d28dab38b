import { describe, expect, test } from "vitest";
import { following, layBands, layPlan, overruns, scrolled, ticks, toSample, toX, whole, zoomed } from "./layout";

const view = { start: 1000, end: 2000, width: 500 };

test("samples and pixels are each other's way back", () => {
  expect(toX(view, 1000)).toBe(0);
  expect(toX(view, 1500)).toBe(250);
  expect(toSample(view, 250)).toBe(1500);
});

describe("bands", () => {
  const segments = [
    { place: "task", start: 0, end: 100 },
    { place: "action", start: 100, end: 400 },
    { place: "task", start: 400, end: 460 },
  ];

  test("run over where all of a section's time passes its budget", () => {
    const bands = layBands(segments, new Map([["task", 120], ["action", 300]]));
    expect(bands.map(({ overFrom }) => overFrom)).toEqual([100, 400, 420]);
    expect(overruns(bands)).toEqual([{ place: "task", at: 460, samples: 40 }]);
  });

  test("are over from the start where the budget was used up before", () => {
    const bands = layBands(segments, new Map([["task", 60]]));
    expect(bands.map(({ overFrom }) => overFrom)).toEqual([60, 400, 400]);
    expect(overruns(bands)).toEqual([{ place: "task", at: 460, samples: 100 }]);
  });

  test("are never over without a budget, such as off the clock", () => {
    expect(overruns(layBands([{ place: "off_clock", start: 0, end: 900 }], new Map()))).toEqual([]);
  });
});

test("the plan stands end to end from where the answer begins", () => {
  expect(layPlan([{ place: "task", samples: 30 }, { place: "action", samples: 70 }], 10)).toEqual([
    { place: "task", start: 10, end: 40 },
    { place: "action", start: 40, end: 110 },
  ]);
});

test("shows the plan beyond the take, but a stub of a take not as a dot", () => {
  const plan = layPlan([{ place: "task", samples: 150 }], 0);
  expect(whole(100, plan)).toEqual({ start: 0, end: 150 });
  expect(whole(50, plan)).toEqual({ start: 0, end: 100 });
  expect(whole(0, [])).toEqual({ start: 0, end: 1 });
});

describe("the view", () => {
  const all = { start: 0, end: 10_000 };

  test("zooms around what is under the pointer", () => {
    const near = zoomed(view, 0.5, 1250, all, 100);
    expect(near).toEqual({ start: 1125, end: 1625, width: 500 });
    expect(toX(near, 1250)).toBe(toX(view, 1250));
  });

  test("zooms no closer than the shortest, and out no further than everything", () => {
    expect(zoomed(view, 0.001, 1500, all, 100)).toMatchObject({ start: 1450, end: 1550 });
    expect(zoomed(view, 1000, 1500, all, 100)).toMatchObject(all);
    expect(zoomed({ start: 0, end: 50 }, 0.5, 0, { start: 0, end: 50 }, 100)).toEqual({ start: 0, end: 50 });
  });

  test("scrolls up to the edges", () => {
    expect(scrolled(view, -5000, all)).toMatchObject({ start: 0, end: 1000 });
    expect(scrolled(view, 50_000, all)).toMatchObject({ start: 9000, end: 10_000 });
  });

  test("follows what plays only once that leaves it", () => {
    expect(following(view, 1999, all)).toBe(view);
    expect(following(view, 2000, all)).toMatchObject({ start: 1900, end: 2900 });
    expect(following(view, 9990, all)).toMatchObject({ start: 9000, end: 10_000 });
  });
});

test("marks whole steps of the ruler, far enough apart", () => {
  expect(ticks({ start: 0, end: 130 * 16_000, width: 700 }, 16_000, 64)).toEqual([0, 15, 30, 45, 60, 75, 90, 105, 120]);
  const day = ticks({ start: 0, end: 24 * 3600 * 8000, width: 700 }, 8000, 64);
  expect(day).toHaveLength(13);
});
