import type { Rubric } from "../generated/starling/content/v1/rubric_pb";
import { words } from "../words/rating";
import { words as review } from "../words/review";
import { type DraftReview, ratingOf } from "./draft-review";

/** All of a draft, for whoever has to choose between two. */
export function inLines(draft: DraftReview, rubrics: readonly Rubric[]): string {
  const points = rubrics.flatMap(({ level, dimensions }) =>
    dimensions.flatMap(({ id, title }) => {
      const rating = ratingOf(draft, id, level);
      return rating ? [words.ratedLine(review.level[level] ?? "", title, rating.point, rating.missingEvidence)] : [];
    }),
  );
  return [draft.note, draft.nextStep, ...points].filter(Boolean).join("\n");
}
