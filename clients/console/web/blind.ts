// Who judges before they see the machine's judgement of a take: its timing score, verdicts, over-time marks and advice. A
// coach sees it once their own review, draft or sent, has every dimension rated at the take's level, or once they asked to;
// the speaker sees it always. Every screen, and what is printed of it, goes by this.
import type { Caller } from "./api/caller";
import type { Level } from "./generated/starling/content/v1/level_pb";
import type { Rubric } from "./generated/starling/content/v1/rubric_pb";
import { type DraftReview, ratedCount } from "./review/draft-review";
import type { Drafts } from "./review/drafts";

/** Whether the caller has still to rate; nobody has where there is nothing to rate with. */
export function mustRate(role: Caller["role"], own: DraftReview, rubrics: readonly Rubric[], takeLevel: Level): boolean {
  const rubric = rubrics.find(({ level }) => level === takeLevel) ?? rubrics[0];
  return role !== "owner" && rubric !== undefined && ratedCount(own, rubric) < rubric.dimensions.length;
}

const FIELD = "revealed";

/** Whether the person of these drafts asked to see a take's score before rating. */
export function isRevealed(drafts: Drafts): boolean {
  return drafts.read(FIELD) !== "";
}

/** Remembers that they asked. */
export function reveal(drafts: Drafts): void {
  drafts.write(FIELD, "yes");
}
