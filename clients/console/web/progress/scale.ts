/** A vertical axis: its ends, and where its lines stand. */
export interface Scale {
  low: number;
  high: number;
  lines: number[];
}

const TIME_STEPS = [5, 10, 15, 30, 60, 120, 300, 600, 1200, 3600];
const MOST_LINES = 4;

export const scoreScale: Scale = { low: 0, high: 100, lines: [0, 50, 100] };
export const ratingScale: Scale = { low: 1, high: 5, lines: [1, 3, 5] };

/** From nothing to above the longest time, with lines at round times. */
export function timeScale(seconds: readonly number[]): Scale {
  const longest = Math.max(5, ...seconds);
  const step = TIME_STEPS.find((candidate) => longest / candidate <= MOST_LINES - 1) ?? 3600 * Math.ceil(longest / 3600 / (MOST_LINES - 1));
  const high = Math.ceil(longest / step) * step;
  return { low: 0, high, lines: Array.from({ length: high / step + 1 }, (_, index) => index * step) };
}

/** Where a value stands, from 0 at the top to 1 at the bottom. */
export function depth({ low, high }: Scale, value: number): number {
  return 1 - (Math.min(high, Math.max(low, value)) - low) / (high - low);
}

/** The middle of a take's column, and its width: shares of the chart's. */
export function column(index: number, count: number): { middle: number; left: number; width: number } {
  const width = 1 / Math.max(1, count);
  return { middle: (index + 0.5) * width, left: index * width, width };
}
