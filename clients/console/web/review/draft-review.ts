// A review that is being written, and what of it is kept in the page.
import { Level } from "../generated/starling/content/v1/level_pb";
import type { Rubric } from "../generated/starling/content/v1/rubric_pb";
import type { Review } from "../generated/starling/session/v1/review_pb";

/** One dimension at one level. */
export interface DraftRating {
  dimension: string;
  level: Level;
  point: number;
  missingEvidence: string;
}

/** What a coach has written so far. */
export interface DraftReview {
  note: string;
  nextStep: string;
  ratings: DraftRating[];
}

export const EMPTY_REVIEW: DraftReview = { note: "", nextStep: "", ratings: [] };

/** What is written in a review; a rating without a level is one at the level of the take's question. */
export function draftOf(review: Review, takeLevel: Level): DraftReview {
  return {
    note: review.note,
    nextStep: review.nextStep,
    ratings: review.ratings.map(({ dimension, level, point, missingEvidence }) => ({
      dimension,
      level: level === Level.UNSPECIFIED ? takeLevel : level,
      point,
      missingEvidence,
    })),
  };
}

export function ratingOf(draft: DraftReview, dimension: string, level: Level): DraftRating | undefined {
  return draft.ratings.find((rating) => rating.dimension === dimension && rating.level === level);
}

/** The draft with a dimension rated anew, or its missing evidence told. */
export function rated(draft: DraftReview, rating: DraftRating): DraftReview {
  const others = draft.ratings.filter(({ dimension, level }) => dimension !== rating.dimension || level !== rating.level);
  return { ...draft, ratings: [...others, rating] };
}

/** How many dimensions of a rubric are rated. */
export function ratedCount(draft: DraftReview, rubric: Rubric): number {
  return rubric.dimensions.filter(({ id }) => ratingOf(draft, id, rubric.level)).length;
}

/** A draft as text for the tab's storage, and back; null for what is none. */
export function parseDraft(kept: string): DraftReview | null {
  if (!kept) return null;
  try {
    const found = JSON.parse(kept) as Partial<DraftReview> | null;
    if (typeof found?.note !== "string" || typeof found.nextStep !== "string" || !Array.isArray(found.ratings)) return null;
    return { note: found.note, nextStep: found.nextStep, ratings: found.ratings.filter(isRating) };
  } catch {
    return null;
  }
}

function isRating(value: unknown): value is DraftRating {
  const rating = value as Partial<DraftRating> | null;
  return (
    typeof rating?.dimension === "string" &&
    typeof rating.level === "number" &&
    typeof rating.point === "number" &&
    typeof rating.missingEvidence === "string"
  );
}

export function isSame(a: DraftReview, b: DraftReview): boolean {
  const text = ({ note, nextStep, ratings }: DraftReview) =>
    JSON.stringify([note, nextStep, ratings.map((r) => `${r.level} ${r.dimension} ${r.point} ${r.missingEvidence}`).sort()]);
  return text(a) === text(b);
}
