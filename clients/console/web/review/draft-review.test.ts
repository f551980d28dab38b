import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { Level } from "../generated/starling/content/v1/level_pb";
import { RubricSchema } from "../generated/starling/content/v1/rubric_pb";
import { ReviewSchema } from "../generated/starling/session/v1/review_pb";
import { EMPTY_REVIEW, draftOf, isSame, parseDraft, rated, ratedCount, ratingOf } from "./draft-review";

const rubrics = [Level.L6, Level.L7].map((level) =>
  create(RubricSchema, { level, dimensions: [{ id: "scope" }, { id: "evidence" }] }),
);
const rating = (dimension: string, level: Level, point = 3) => ({ dimension, level, point, missingEvidence: "" });

test("a dimension is rated once a level", () => {
  let draft = rated(EMPTY_REVIEW, rating("scope", Level.L6, 2));
  draft = rated(draft, rating("scope", Level.L6, 4));
  draft = rated(draft, rating("scope", Level.L7, 1));
  expect(draft.ratings).toHaveLength(2);
  expect(ratingOf(draft, "scope", Level.L6)?.point).toBe(4);
});

test("what is rated is counted by level", () => {
  const draft = rated(rated(EMPTY_REVIEW, rating("scope", Level.L6)), rating("evidence", Level.L7));
  for (const rubric of rubrics) expect(ratedCount(draft, rubric)).toBe(1);
});

test("a rating without a level is one at the take's", () => {
  const review = create(ReviewSchema, { ratings: [{ dimension: "scope", point: 2 }] });
  expect(draftOf(review, Level.L7).ratings[0]?.level).toBe(Level.L7);
});

test("a draft survives being kept as text; what is no draft is none", () => {
  const draft = { ...rated(EMPTY_REVIEW, rating("scope", Level.L6)), note: "so far" };
  expect(parseDraft(JSON.stringify(draft))).toEqual(draft);
  for (const broken of ["", "null", "{", '{"note":1}', '{"note":"","nextStep":""}']) expect(parseDraft(broken)).toBeNull();
  expect(parseDraft('{"note":"n","nextStep":"","ratings":[null,{"dimension":"scope"}]}')?.ratings).toEqual([]);
});

test("the order of ratings makes no other draft", () => {
  const one = rated(rated(EMPTY_REVIEW, rating("scope", Level.L6)), rating("evidence", Level.L6));
  const other = rated(rated(EMPTY_REVIEW, rating("evidence", Level.L6)), rating("scope", Level.L6));
  expect(isSame(one, other)).toBe(true);
  expect(isSame(one, rated(other, rating("scope", Level.L6, 5)))).toBe(false);
});
