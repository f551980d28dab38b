// The lowest and the highest sample of every stretch of a take, and what of them each column of pixels shows.
import type { Span, View } from "./layout";

/** A stretch of a waveform, as `GetWaveform` returns it. */
export interface Wave {
  rate: number;
  sampleCount: number;
  /** The first sample of the first bucket. */
  start: number;
  samplesPerBucket: number;
  /** Lowest, highest, lowest, highest…: -127 to 127. */
  buckets: Int8Array;
}

export function waveEnd(wave: Wave): number {
  return Math.min(wave.sampleCount, wave.start + (wave.buckets.length / 2) * wave.samplesPerBucket);
}

/** Whether a wave has everything of a stretch that the take has. */
export function covers(wave: Wave, span: Span): boolean {
  return wave.start <= Math.max(0, span.start) && waveEnd(wave) >= Math.min(wave.sampleCount, span.end);
}

/** The finest of the waves that cover the view. */
export function finest(waves: readonly Wave[], view: View): Wave | undefined {
  return waves
    .filter((wave) => covers(wave, view))
    .reduce<Wave | undefined>((best, wave) => (best && best.samplesPerBucket <= wave.samplesPerBucket ? best : wave), undefined);
}

/**
 * The lowest and the highest sample that each of `count` columns of the view shows. Where the take has nothing the lowest
 * is above the highest.
 */
export function columns(wave: Wave, view: View, count: number): Int8Array {
  const shown = new Int8Array(count * 2);
  const perColumn = (view.end - view.start) / count;
  const bucketCount = wave.buckets.length / 2;
  for (let column = 0; column < count; column++) {
    const from = view.start + column * perColumn - wave.start;
    const first = Math.floor(from / wave.samplesPerBucket);
    const after = Math.max(first + 1, Math.ceil((from + perColumn) / wave.samplesPerBucket));
    let low = 127;
    let high = -127;
    for (let bucket = Math.max(0, first); bucket < Math.min(after, bucketCount); bucket++) {
      low = Math.min(low, wave.buckets[bucket * 2] ?? 0);
      high = Math.max(high, wave.buckets[bucket * 2 + 1] ?? 0);
    }
    shown[column * 2] = low;
    shown[column * 2 + 1] = high;
  }
  return shown;
}

/** The floor of what is drawn as a level: what is below it is silence to the eye. */
export const FLOOR_DBFS = -42;

/** How loud a column is at its loudest, as a share of the way from the floor to full scale. */
export function levelOf(low: number, high: number): number {
  const peak = Math.max(Math.abs(low), Math.abs(high)) / 127;
  if (peak === 0 || low > high) return 0;
  return Math.max(0, 1 - (20 * Math.log10(peak)) / FLOOR_DBFS);
}

/** Whether nothing of the wave can be heard. */
export function isSilent(wave: Wave): boolean {
  return wave.buckets.every((value) => Math.abs(value) <= 1);
}
