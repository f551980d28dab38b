import { sessions } from "../api/clients";
import { listReviews } from "../api/lists";
import type { Review } from "../generated/starling/session/v1/review_pb";
import type { Report, Take } from "../generated/starling/session/v1/session_pb";
import type { Told } from "../section-bar";

/** What is compared of a take. */
export interface Compared {
  name: string;
  take: Take;
  /** The newest; undefined without one. */
  report: Report | undefined;
  told: Told;
  /** Those that were sent. */
  reviews: Review[];
}

export function readCompared(names: readonly string[], signal: AbortSignal): Promise<Compared[]> {
  return Promise.all(
    names.map(async (name) => {
      const [{ take }, { reports }, reviews] = await Promise.all([
        sessions.getTake({ name }, { signal }),
        sessions.listReports({ parent: name, pageSize: 1 }, { signal }),
        listReviews(name, signal),
      ]);
      if (!take) throw new Error("a take is always present");
      const report = reports[0];
      const told = {
        segments: report?.segments ?? [],
        sections: report?.score?.sections ?? [],
        sampleRateHertz: report?.sampleRateHertz ?? 0,
      };
      return { name, take, report, told, reviews: reviews.filter(({ sendTime }) => sendTime) };
    }),
  );
}
