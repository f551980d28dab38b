import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { SectionScoreSchema, SegmentSchema } from "../generated/starling/session/v1/session_pb";
import type { Told } from "../section-bar";
import { align, sectionsOf } from "./align";

/** One sample a second, for short. */
function told(segments: [string, number, number][], highs: Record<string, number>): Told {
  return {
    segments: segments.map(([place, start, end]) =>
      create(SegmentSchema, { place, startSample: BigInt(start), endSample: BigInt(end) }),
    ),
    sections: Object.entries(highs).map(([section, highSeconds]) => create(SectionScoreSchema, { section, highSeconds })),
    sampleRateHertz: 1,
  };
}

const highs = { situation: 10, task: 5 };
const first = told([["situation", 3, 9], ["off_clock", 9, 11], ["situation", 11, 18], ["task", 18, 20]], highs);
const second = told([["situation", 0, 4], ["task", 4, 12]], highs);

test("by time, every take begins at its first mark", () => {
  const { seconds, takes } = align([first, second], "time");
  expect(seconds).toBe(17);
  expect(takes[0]?.told.map(({ place, x, width, isOver }) => [place, x, width, isOver])).toEqual([
    ["situation", 0, 6, false],
    ["off_clock", 6, 2, false],
    ["situation", 8, 4, false],
    ["situation", 12, 3, true],
    ["task", 15, 2, false],
  ]);
  expect(takes[1]?.budget.map(({ x, width }) => [x, width])).toEqual([[0, 10], [10, 5]]);
});

test("by section, every section begins at the same place and is whole", () => {
  const { seconds, takes } = align([first, second], "section");
  // 13 s of situation in the first take, 8 s of task in the second.
  expect(seconds).toBe(21);
  expect(takes[0]?.told.map(({ place, x, width }) => [place, x, width])).toEqual([
    ["situation", 0, 6],
    ["situation", 6, 4],
    ["situation", 10, 3],
    ["task", 13, 2],
  ]);
  expect(takes[1]?.told.map(({ place, x, width }) => [place, x, width])).toEqual([
    ["situation", 0, 4],
    ["task", 13, 5],
    ["task", 18, 3],
  ]);
});

test("takes of different formats share what they share", () => {
  const other = told([["task", 0, 3], ["learning", 3, 6]], { task: 5, learning: 5 });
  expect(sectionsOf([first, other])).toEqual(["situation", "task", "learning"]);
  expect(align([first, other], "section").takes[1]?.told.map(({ x }) => x)).toEqual([13, 18]);
});

test("takes without a report take no room", () => {
  expect(align([told([], {}), told([], {})], "section").seconds).toBe(0);
  expect(align([], "time")).toEqual({ seconds: 0, takes: [] });
});
