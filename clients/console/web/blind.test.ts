import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { mustRate } from "./blind";
import { Level } from "./generated/starling/content/v1/level_pb";
import { RubricSchema } from "./generated/starling/content/v1/rubric_pb";
import { EMPTY_REVIEW, rated } from "./review/draft-review";

const rubrics = [Level.L6, Level.L7].map((level) =>
  create(RubricSchema, { level, dimensions: [{ id: "scope" }, { id: "evidence" }] }),
);
const rating = (dimension: string, level: Level) => ({ dimension, level, point: 3, missingEvidence: "" });
const half = rated(rated(EMPTY_REVIEW, rating("scope", Level.L6)), rating("evidence", Level.L7));
const whole = rated(half, rating("evidence", Level.L6));

test("a coach must rate every dimension at the take's own level", () => {
  for (const role of ["commenter", "listener"] as const) {
    expect(mustRate(role, EMPTY_REVIEW, rubrics, Level.L6)).toBe(true);
    expect(mustRate(role, half, rubrics, Level.L6)).toBe(true);
    expect(mustRate(role, whole, rubrics, Level.L6)).toBe(false);
    expect(mustRate(role, whole, rubrics, Level.L7)).toBe(true);
  }
});

test("a take of no level goes by the first rubric", () => {
  expect(mustRate("commenter", half, rubrics, Level.UNSPECIFIED)).toBe(true);
  expect(mustRate("commenter", whole, rubrics, Level.UNSPECIFIED)).toBe(false);
});

test("the speaker need not, and nobody where there is nothing to rate with", () => {
  expect(mustRate("owner", EMPTY_REVIEW, rubrics, Level.L6)).toBe(false);
  expect(mustRate("commenter", EMPTY_REVIEW, [], Level.L6)).toBe(false);
});
