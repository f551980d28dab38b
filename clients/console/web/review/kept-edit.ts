// A change of a comment as a draft, until it is saved.
import type { Comment } from "../generated/starling/session/v1/review_pb";
import type { Span } from "../waveform/layout";
import { spanOf } from "./range";

/** What a comment is to say, and what about. */
export interface Edit {
  text: string;
  span: Span;
}

type Edited = Pick<Comment, "text" | "startSample" | "endSample">;

/** Whether saving it would change the comment: what is saved is trimmed, and in whole samples. */
export function isChange({ text, span }: Edit, comment: Edited): boolean {
  const { start, end } = spanOf(comment);
  return text.trim() !== comment.text.trim() || Math.round(span.start) !== start || Math.round(span.end) !== end;
}

/** A change as a draft: with the version that it changes, so that it overwrites no later one unseen. */
export function keptEdit({ text, span }: Edit, etag: string): string {
  return [etag, span.start, span.end, text].join("\n");
}

/** The change that a draft has; null for what is none. */
export function parseEdit(kept: string): (Edit & { etag: string }) | null {
  const [, etag = "", start, end, text = ""] = /^(.*)\n([\d.]+)\n([\d.]+)\n([^]*)$/.exec(kept) ?? [];
  return start && end ? { etag, span: { start: Number(start), end: Number(end) }, text } : null;
}
