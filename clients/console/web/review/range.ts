// The stretch that a comment is about: chosen by its two ends, told, and kept as a draft.
import type { Comment } from "../generated/starling/session/v1/review_pb";
import { clock } from "../time";
import type { Span } from "../waveform/layout";
import { words } from "../words/review";

/** The range beginning here; it ends where it did, if that is later. */
export function rangeFrom(range: Span | null, start: number): Span {
  return { start, end: range && range.end > start ? range.end : start };
}

/** The range ending here; it begins where it did, if that is earlier. */
export function rangeTo(range: Span | null, end: number): Span {
  return { start: range && range.start < end ? range.start : end, end };
}

export function spanOf({ startSample, endSample }: Pick<Comment, "startSample" | "endSample">): Span {
  return { start: Number(startSample), end: Number(endSample) };
}

export function isMoment({ start, end }: Span): boolean {
  return end <= start;
}

/** "0:20–0:25", or "0:20" for a moment. */
export function spanText(span: Span, rate: number): string {
  const from = clock(span.start / rate);
  return isMoment(span) ? from : `${from}–${clock(span.end / rate)}`;
}

/** What is said of the field in which a comment on it is written. */
export function spanLabel(span: Span, rate: number): string {
  const from = clock(span.start / rate, 1);
  return isMoment(span) ? words.commentAt(from) : words.commentRange(from, clock(span.end / rate, 1));
}

/** A span as a draft. */
export function keptSpan({ start, end }: Span): string {
  return `${start}-${end}`;
}

/** The span of a draft; null for what is none. */
export function parseSpan(kept: string): Span | null {
  const [, start, end] = /^([\d.]+)-([\d.]+)$/.exec(kept) ?? [];
  return start && end ? { start: Number(start), end: Number(end) } : null;
}
