import type { Rating } from "../generated/starling/session/v1/review_pb";

/** The ids of the dimensions that were rated, in the order in which they first appear. */
export function dimensionsOf(reviews: readonly { ratings: readonly Rating[] }[]): string[] {
  return [...new Set(reviews.flatMap(({ ratings }) => ratings.map(({ dimension }) => dimension)))];
}

/** The mean of all reviews' points of a dimension at the level of the take's question; undefined where nobody rated it. */
export function meanPoint(reviews: readonly { ratings: readonly Rating[] }[], dimension: string): number | undefined {
  const all = reviews.flatMap(({ ratings }) => ratings.filter((rating) => rating.dimension === dimension));
  // Another level's bar is another scale.
  const own = all.filter(({ level }) => level === 0);
  const points = (own.length > 0 ? own : all).map(({ point }) => point);
  return points.length > 0 ? points.reduce((sum, point) => sum + point, 0) / points.length : undefined;
}
