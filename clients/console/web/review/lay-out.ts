// What of a take the time line shows, from the take and its report.
import type { Report, Take } from "../generated/starling/session/v1/session_pb";
import { type SectionSign, sectionSigns, sectionTitle } from "../sections";
import type { Wave } from "../waveform/buckets";
import { type Band, type Overrun, type Plan, type Span, layBands, layPlan, overruns, whole } from "../waveform/layout";

export interface TimeLine {
  rate: number;
  sampleCount: number;
  signs: SectionSign[];
  titleOf: (place: string) => string;
  bands: Band[];
  overruns: Overrun[];
  plan: Plan[];
  pauses: Span[];
  all: Span;
}

/** What most recorders use; for the times of comments on a take of which nothing else is known. */
const USUAL_RATE = 48_000;

export function layOut(take: Take, report: Report | null, wave: Wave | undefined): TimeLine {
  const rate = wave?.rate || report?.sampleRateHertz || USUAL_RATE;
  const sampleCount = wave?.sampleCount ?? Number(report?.sampleCount ?? 0n);
  const sections = take.format?.sections ?? [];
  const titles = new Map(sections.map(({ id, title }) => [id, title]));
  // The report has the budgets as this take is held against them; without one, the format's own are all there is.
  const budgets = report?.score
    ? report.score.sections.map(({ section, highSeconds }) => ({ place: section, samples: highSeconds * rate }))
    : sections.map(({ id, maxMilliseconds }) => ({ place: id, samples: (Number(maxMilliseconds) / 1000) * rate }));
  const bands = layBands(
    report ? report.segments.map(toSpan) : markedStretches(take, sampleCount),
    new Map(budgets.map(({ place, samples }) => [place, samples])),
  );
  const plan = bands.length ? layPlan(budgets, bands[0]?.start ?? 0) : [];
  return {
    rate,
    sampleCount,
    signs: sectionSigns(sections.map(({ id }) => id)),
    titleOf: (place) => titles.get(place) ?? sectionTitle(place),
    bands,
    overruns: overruns(bands),
    plan,
    pauses: report?.pauses.map(toSpan) ?? [],
    all: whole(sampleCount, plan),
  };
}

/** The same for whoever judges the take blind: nothing of it is told to be too long. */
export function withoutOverruns(line: TimeLine): TimeLine {
  return { ...line, bands: line.bands.map((band) => ({ ...band, overFrom: band.end })), overruns: [] };
}

/** From each mark to the next one, where there is no report that says so. */
function markedStretches(take: Take, sampleCount: number): (Span & { place: string })[] {
  const marks = take.end?.marks ?? [];
  return marks
    .map(({ sample, place }, at) => ({ place, start: Number(sample), end: Number(marks[at + 1]?.sample ?? sampleCount) }))
    .filter(({ start, end }) => end > start);
}

function toSpan({ place, startSample, endSample }: { place: string; startSample: bigint; endSample: bigint }) {
  return { place, start: Number(startSample), end: Number(endSample) };
}
