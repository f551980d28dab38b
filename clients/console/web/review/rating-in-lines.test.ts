import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { Level } from "../generated/starling/content/v1/level_pb";
import { RubricSchema } from "../generated/starling/content/v1/rubric_pb";
import { EMPTY_REVIEW, rated } from "./draft-review";
import { inLines } from "./rating-in-lines";

const rubrics = [create(RubricSchema, { level: Level.L6, dimensions: [{ id: "scope", title: "Scope" }] })];
const rating = (point: number) => ({ dimension: "scope", level: Level.L6, point, missingEvidence: "" });

test("two drafts that differ by a rating alone read differently", () => {
  const one = { ...rated(EMPTY_REVIEW, rating(2)), note: "same" };
  expect(inLines(one, rubrics).split("\n")).toEqual(["same", expect.stringContaining("Scope: 2")]);
  expect(inLines(rated(one, rating(4)), rubrics)).not.toBe(inLines(one, rubrics));
});
