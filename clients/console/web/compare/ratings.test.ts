import { create } from "@bufbuild/protobuf";
import { expect, test } from "vitest";
import { ReviewSchema } from "../generated/starling/session/v1/review_pb";
import { dimensionsOf, meanPoint } from "./ratings";

const review = (...ratings: [string, number, number][]) =>
  create(ReviewSchema, { ratings: ratings.map(([dimension, point, level]) => ({ dimension, point, level })) });

test("a mean is of the question's own level, where there is one", () => {
  const reviews = [review(["scope", 2, 0], ["scope", 5, 2]), review(["scope", 3, 0], ["evidence", 4, 2])];
  expect(meanPoint(reviews, "scope")).toBe(2.5);
  expect(meanPoint(reviews, "evidence")).toBe(4);
  expect(meanPoint(reviews, "structure")).toBeUndefined();
  expect(dimensionsOf(reviews)).toEqual(["scope", "evidence"]);
});
