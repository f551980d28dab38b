// Reads all that there is of a take.
import { playback, reviews, sessions } from "../api/clients";
import { listComments, listReviews } from "../api/lists";
import type { Wave } from "../waveform/buckets";
import type { Span } from "../waveform/layout";
import type { ReviewData } from "./data";

export async function readReview(take: string, signal: AbortSignal): Promise<ReviewData> {
  const options = { signal };
  const [found, reports, comments, written, rubrics] = await Promise.all([
    sessions.getTake({ name: take }, options),
    sessions.listReports({ parent: take, pageSize: 1 }, options),
    listComments(take, signal),
    listReviews(take, signal),
    reviews.listTakeRubrics({ parent: take }, options),
  ]);
  if (!found.take) throw new TypeError("the server sent no take");
  return {
    take: found.take,
    report: reports.reports[0] ?? null,
    comments: new Map(comments.map((comment) => [comment.name, comment])),
    reviews: new Map(written.map((review) => [review.name, review])),
    rubrics: rubrics.rubrics,
  };
}

/** The waveform of a stretch, in so many columns or a few more; of the whole take without one. */
export async function readWave(take: string, span: Span | null, buckets: number, signal: AbortSignal): Promise<Wave> {
  const wave = await playback.getWaveform(
    {
      name: take,
      startSample: BigInt(Math.max(0, Math.floor(span?.start ?? 0))),
      endSample: BigInt(span ? Math.ceil(span.end) : 0),
      maxBucketCount: buckets,
    },
    { signal },
  );
  const { buffer, byteOffset, byteLength } = wave.buckets;
  return {
    rate: wave.sampleRateHertz,
    sampleCount: Number(wave.sampleCount),
    start: Number(wave.startSample),
    samplesPerBucket: Math.max(1, Number(wave.samplesPerBucket)),
    buckets: new Int8Array(buffer, byteOffset, byteLength),
  };
}
