// The stretch that a comment is to be about: chosen by its two ends, and kept as a draft.
import type { Span } from "../waveform/layout";

/** The range beginning here; it ends where it did, if that is later. */
export function rangeFrom(range: Span | null, start: number): Span {
  return { start, end: range && range.end > start ? range.end : start };
}

/** The range ending here; it begins where it did, if that is earlier. */
export function rangeTo(range: Span | null, end: number): Span {
  return { start: range && range.start < end ? range.start : end, end };
}

export function spanText({ start, end }: Span): string {
  return `${start}-${end}`;
}

/** The span of a text; null for what is none. */
export function parseSpan(text: string): Span | null {
  const [, start, end] = /^([\d.]+)-([\d.]+)$/.exec(text) ?? [];
  return start && end ? { start: Number(start), end: Number(end) } : null;
}
