import { useCaller } from "./api/caller";
import { reviews } from "./api/clients";
import { useLoaded } from "./api/load";

/** Tells whether the caller may see a take's timing score: the speaker at once, a coach once theirs is sent. */
export function useScoresShown(takes: readonly string[]): (take: string) => boolean {
  const { role } = useCaller();
  const asked = role === "commenter" ? takes : [];
  const { data: rated } = useLoaded(
    async (signal) => {
      const answers = await Promise.all(asked.map((parent) => reviews.listReviews({ parent, pageSize: 200 }, { signal })));
      return asked.filter((_, index) => answers[index]?.reviews.some(({ isOwn, sendTime }) => isOwn && sendTime));
    },
    [asked],
  );
  return (take) => role === "owner" || (rated?.includes(take) ?? false);
}
