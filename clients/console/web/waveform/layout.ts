// Where things stand on the time line. Positions are samples, places on the screen CSS pixels.

/** From a sample up to the one after the last. */
export interface Span {
  start: number;
  end: number;
}

/** The stretch of a take that is on the screen. */
export interface View extends Span {
  width: number;
}

/** A stretch of a take that belongs to a section, and where in it the section ran over its budget. */
export interface Band extends Span {
  place: string;
  /** The first sample beyond the budget; `end` where there is none. */
  overFrom: number;
}

/** A section as it was planned. */
export interface Plan extends Span {
  place: string;
}

/** How far a section ran over: told where it ended last. */
export interface Overrun {
  place: string;
  at: number;
  samples: number;
}

export function toX(view: View, sample: number): number {
  return ((sample - view.start) / (view.end - view.start)) * view.width;
}

export function toSample(view: View, x: number): number {
  return Math.round(view.start + (x / view.width) * (view.end - view.start));
}

/** The stretches of a take with the parts over `high`, the samples each section may take in all. */
export function layBands(
  segments: readonly (Span & { place: string })[],
  high: ReadonlyMap<string, number>,
): Band[] {
  const taken = new Map<string, number>();
  return segments.map(({ place, start, end }) => {
    const before = taken.get(place) ?? 0;
    taken.set(place, before + end - start);
    const left = Math.max(0, (high.get(place) ?? Infinity) - before);
    return { place, start, end, overFrom: Math.min(end, start + left) };
  });
}

/** What each section has too much, told at the end of its last stretch. */
export function overruns(bands: readonly Band[]): Overrun[] {
  const found = new Map<string, Overrun>();
  for (const { place, end, overFrom } of bands) {
    if (overFrom >= end) continue;
    found.set(place, { place, at: end, samples: (found.get(place)?.samples ?? 0) + end - overFrom });
  }
  // What is less than a sample comes of reckoning.
  return [...found.values()].filter(({ samples }) => samples >= 1);
}

/** The planned sections, end to end from where the answer begins. */
export function layPlan(planned: readonly { place: string; samples: number }[], start: number): Plan[] {
  let at = start;
  return planned.map(({ place, samples }) => {
    const plan = { place, start: at, end: at + samples };
    at = plan.end;
    return plan;
  });
}

/** All that there is to see: the take, and what of the plan goes beyond it, but no more than the take again. */
export function whole(sampleCount: number, plan: readonly Plan[]): Span {
  const planned = plan.at(-1)?.end ?? 0;
  return { start: 0, end: Math.max(1, sampleCount, Math.min(planned, sampleCount * 2)) };
}

/** The view `factor` times as long, with `anchor` where it was; never shorter than `shortest`, never beyond `all`. */
export function zoomed<V extends Span>(view: V, factor: number, anchor: number, all: Span, shortest: number): V {
  const longest = all.end - all.start;
  const length = Math.min(longest, Math.max(Math.min(shortest, longest), (view.end - view.start) * factor));
  const share = (anchor - view.start) / (view.end - view.start);
  return within({ ...view, start: anchor - share * length, end: anchor + (1 - share) * length }, all);
}

/** The view moved by so many samples, as far as there is something. */
export function scrolled<V extends Span>(view: V, samples: number, all: Span): V {
  return within({ ...view, start: view.start + samples, end: view.end + samples }, all);
}

/** The view moved so that `sample` is in it: unmoved where it is, else with the sample near the left edge. */
export function following<V extends Span>(view: V, sample: number, all: Span): V {
  if (sample >= view.start && sample < view.end) return view;
  return scrolled(view, sample - view.start - (view.end - view.start) * 0.1, all);
}

function within<V extends Span>(view: V, all: Span): V {
  const length = Math.min(view.end - view.start, all.end - all.start);
  const start = Math.min(Math.max(view.start, all.start), all.end - length);
  return { ...view, start, end: start + length };
}

const STEPS_S = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

/** Seconds at which the ruler is marked, at least `apart` pixels from one another. */
export function ticks(view: View, rate: number, apart: number): number[] {
  const seconds = (view.end - view.start) / rate;
  const step = STEPS_S.find((step) => (step / seconds) * view.width >= apart) ?? 7200;
  const first = Math.ceil(view.start / rate / step);
  const last = Math.floor(view.end / rate / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => (first + at) * step);
}
