import { OFF_CLOCK, type Stretch, stretches } from "../sections";
import type { Told } from "../section-bar";

export type Alignment = "section" | "time";

/** Where a stretch or a budget lies on the common axis, in seconds from its beginning. */
export interface Placed {
  place: string;
  x: number;
  width: number;
  isOver: boolean;
}

export interface Aligned {
  /** Of the common axis. */
  seconds: number;
  /** For each take in order. */
  takes: { told: Placed[]; budget: Placed[] }[];
}

/** Puts takes one below another on a common axis. */
export function align(takes: readonly Told[], alignment: Alignment): Aligned {
  return alignment === "time" ? byTime(takes) : bySection(takes);
}

/** The ids of all takes' sections, each where the first take that has it has it. */
export function sectionsOf(takes: readonly Told[]): string[] {
  return [...new Set(takes.flatMap(({ sections }) => sections.map(({ section }) => section)))];
}

/** From the first mark on, as it was told. */
function byTime(takes: readonly Told[]): Aligned {
  const placed = takes.map((take) => {
    const told = stretchesOf(take);
    const start = told[0]?.start ?? 0;
    let end = 0;
    return {
      told: told.map((stretch) => placedAt(stretch, stretch.start - start)),
      budget: take.sections.map(({ section, highSeconds }) => {
        const x = end;
        end += highSeconds;
        return { place: section, x, width: highSeconds, isOver: false };
      }),
    };
  });
  return { seconds: furthest(placed), takes: placed };
}

/** Every section begins at the same place; what was told in parts is joined, and what is beside the answer is left out. */
function bySection(takes: readonly Told[]): Aligned {
  const cut = takes.map(stretchesOf);
  const placed = takes.map(() => ({ told: [] as Placed[], budget: [] as Placed[] }));
  let column = 0;
  for (const section of sectionsOf(takes)) {
    let widest = 0;
    for (const [index, take] of takes.entries()) {
      const high = take.sections.find((score) => score.section === section)?.highSeconds ?? 0;
      let x = column;
      for (const stretch of cut[index] ?? []) {
        if (stretch.place !== section || stretch.place === OFF_CLOCK) continue;
        placed[index]?.told.push(placedAt(stretch, x));
        x += stretch.end - stretch.start;
      }
      if (high > 0) placed[index]?.budget.push({ place: section, x: column, width: high, isOver: false });
      widest = Math.max(widest, x - column, high);
    }
    column += widest;
  }
  return { seconds: column, takes: placed };
}

function stretchesOf({ segments, sections, sampleRateHertz }: Told): Stretch[] {
  return stretches(segments, sections, sampleRateHertz);
}

function placedAt({ place, start, end, isOver }: Stretch, x: number): Placed {
  return { place, x, width: end - start, isOver };
}

function furthest(takes: Aligned["takes"]): number {
  const ends = takes.flatMap(({ told, budget }) => [...told, ...budget].map(({ x, width }) => x + width));
  return Math.max(0, ...ends);
}
