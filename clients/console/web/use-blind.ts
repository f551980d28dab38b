import { useCaller } from "./api/caller";
import { reviews } from "./api/clients";
import { listReviews } from "./api/lists";
import { useLoaded } from "./api/load";
import { useChanges } from "./api/watch";
import { isRevealed, mustRate } from "./blind";
import type { Level } from "./generated/starling/content/v1/level_pb";
import { EMPTY_REVIEW, draftOf } from "./review/draft-review";
import { draftsOf } from "./review/drafts";
import { ofTab } from "./storage";

/** What is asked about: a take, and the level of its question. */
export interface Judged {
  name: string;
  level: Level;
}

/** Tells of each take whether the caller judges it blind. As long as it is not known they do; so they do with every other take. */
export function useBlind(takes: readonly Judged[]): (take: string) => boolean {
  const { id, role } = useCaller();
  const isAsked = (take: string) => isRevealed(draftsOf(id, take, ofTab));
  const asked = role === "owner" ? [] : takes.filter(({ name }) => !isAsked(name));
  const { data: seen, reload } = useLoaded(
    async (signal) => {
      const isSeen = await Promise.all(asked.map(async (take) => !(await mustRateStill(take, role, signal))));
      return asked.filter((_, index) => isSeen[index]).map(({ name }) => name);
    },
    [asked.map(({ name }) => name)],
  );
  useChanges((change) => {
    if (change.case === "review" && asked.some(({ name }) => change.value.name.startsWith(`${name}/`))) reload();
  });
  return (take) => role !== "owner" && !isAsked(take) && !seen?.includes(take);
}

async function mustRateStill({ name: parent, level }: Judged, role: Parameters<typeof mustRate>[0], signal: AbortSignal): Promise<boolean> {
  const [written, { rubrics }] = await Promise.all([
    listReviews(parent, signal),
    reviews.listTakeRubrics({ parent }, { signal }),
  ]);
  const own = written.find(({ isOwn }) => isOwn);
  return mustRate(role, own ? draftOf(own, level) : EMPTY_REVIEW, rubrics, level);
}
