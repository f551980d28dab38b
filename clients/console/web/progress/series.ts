import { timestampDate } from "@bufbuild/protobuf/wkt";
import { dimensionsOf, meanPoint } from "../compare/ratings";
import type { TakeOverview } from "../generated/starling/session/v1/overview_pb";
import { type SectionScore, Verdict } from "../generated/starling/session/v1/session_pb";

/** One take's value in a chart. */
export interface Point {
  take: string;
  date: Date;
  value: number;
  /** The budget that the take was held against. */
  band?: { low: number; high: number };
  /** How it stands against that. */
  standing?: "under" | "inside" | "over";
}

/** One chart: a point for each take that has a value, with the take's place among all. */
export interface Series {
  id: string;
  points: (Point | undefined)[];
}

/** Takes with a report, oldest first. */
export function reported(takes: readonly TakeOverview[], question: string): TakeOverview[] {
  return takes.filter((take) => take.sections.length > 0 && (!question || take.question === question)).reverse();
}

/** The questions of takes, each once, by title. */
export function questionsOf(takes: readonly TakeOverview[]): { name: string; title: string; count: number }[] {
  const counts = new Map<string, { name: string; title: string; count: number }>();
  for (const { question: name, questionTitle: title } of takes) {
    const known = counts.get(name);
    if (known) known.count++;
    else counts.set(name, { name, title, count: 1 });
  }
  return [...counts.values()].sort((a, b) => a.title.localeCompare(b.title));
}

/** One series a section, the most practised first. */
export function sectionSeries(takes: readonly TakeOverview[]): Series[] {
  const ids = [...new Set(takes.flatMap(({ sections }) => sections.map(({ section }) => section)))];
  return ids
    .map((id) => ({
      id,
      points: takes.map((take) => {
        const score = take.sections.find(({ section }) => section === id);
        return score && { ...pointOf(take, score.elapsedSeconds), ...bandOf(score) };
      }),
    }))
    .sort((a, b) => pointCount(b) - pointCount(a));
}

/** The whole answers' times, against their bands added up. */
export function totalSeries(takes: readonly TakeOverview[]): Series {
  const sum = (take: TakeOverview, key: "elapsedSeconds" | "lowSeconds" | "highSeconds") =>
    take.sections.reduce((total, section) => total + section[key], 0);
  return {
    id: "total",
    points: takes.map((take) => {
      const value = sum(take, "elapsedSeconds");
      const band = { low: sum(take, "lowSeconds"), high: sum(take, "highSeconds") };
      const standing = value < band.low ? "under" : value > band.high ? "over" : "inside";
      return { ...pointOf(take, value), band, standing };
    }),
  };
}

/** The timing scores, as the server counted them. */
export function scoreSeries(takes: readonly TakeOverview[]): Series {
  return {
    id: "score",
    points: takes.map((take) => (take.timingScore === undefined ? undefined : pointOf(take, take.timingScore))),
  };
}

/** One series a dimension, with the means of the reviews that were sent. */
export function ratingSeries(takes: readonly TakeOverview[]): Series[] {
  return dimensionsOf(takes.flatMap(({ reviews }) => reviews)).map((id) => ({
    id,
    points: takes.map((take) => {
      const mean = meanPoint(take.reviews, id);
      return mean === undefined ? undefined : pointOf(take, mean);
    }),
  }));
}

export function pointCount({ points }: Series): number {
  return points.filter(Boolean).length;
}

function pointOf(take: TakeOverview, value: number): Point {
  return { take: take.name, date: take.createTime ? timestampDate(take.createTime) : new Date(0), value };
}

function bandOf({ lowSeconds: low, highSeconds: high, verdict }: SectionScore): Pick<Point, "band" | "standing"> {
  const isOver = verdict === Verdict.LONG || verdict === Verdict.OVER;
  return { band: { low, high }, standing: isOver ? "over" : verdict === Verdict.ON_TIME ? "inside" : "under" };
}
