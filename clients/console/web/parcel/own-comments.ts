// The comments that are written in the file: kept by the browser where it can, and saved as a file for the speaker.
import { create } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { type Comment, CommentKind, CommentSchema } from "../generated/starling/session/v1/review_pb";
import { newRequestId } from "../review/request-id";
import type { Kept } from "../storage";

/** A comment as the file for the speaker has it. Times are samples. */
export interface OwnComment {
  id: string;
  create_time: string;
  start_sample: number;
  end_sample: number;
  text: string;
  kind: string;
  criterion: string;
  /** The comment that it replies to: an `id` of this file, or the name of one that the speaker has; empty for none. */
  reply_to: string;
}

/** What is kept, and what `starling parcel import` reads. */
export interface CommentsFile {
  version: 1;
  take: string;
  author: string;
  comments: OwnComment[];
}

/** The stable words for kinds, as in the files of other exports. */
const KINDS: Record<CommentKind, string> = {
  [CommentKind.UNSPECIFIED]: "note",
  [CommentKind.STRONG]: "strong",
  [CommentKind.UNCLEAR]: "unclear",
  [CommentKind.WE_FOR_I]: "we_for_i",
  [CommentKind.NO_FIGURE]: "no_figure",
  [CommentKind.TOO_LONG]: "too_long",
  [CommentKind.RED_FLAG]: "red_flag",
  [CommentKind.SIGNAL]: "signal",
};

/** What is to be said. */
export interface Saying {
  span: { start: number; end: number };
  text?: string;
  kind?: CommentKind;
  criterion?: string;
  replyTo?: string;
}

export function written(saying: Saying, now: Date = new Date()): OwnComment {
  return {
    id: newRequestId(),
    create_time: now.toISOString(),
    ...samplesOf(saying.span),
    text: saying.text ?? "",
    kind: KINDS[saying.kind ?? CommentKind.UNSPECIFIED],
    criterion: saying.criterion ?? "",
    reply_to: saying.replyTo ?? "",
  };
}

export function samplesOf({ start, end }: Saying["span"]): Pick<OwnComment, "start_sample" | "end_sample"> {
  return { start_sample: Math.round(start), end_sample: Math.round(end) };
}

/** The comment as the page shows comments; its name is its id. */
export function shown(comment: OwnComment, author: string): Comment {
  const kind = Object.entries(KINDS).find(([, word]) => word === comment.kind)?.[0];
  return create(CommentSchema, {
    name: comment.id,
    author,
    createTime: timestampFromDate(new Date(comment.create_time)),
    startSample: BigInt(comment.start_sample),
    endSample: BigInt(comment.end_sample),
    text: comment.text,
    kind: Number(kind ?? 0),
    criterion: comment.criterion,
    replyTo: comment.reply_to,
    isOwn: true,
  });
}

/** Without a comment and what replies to it. */
export function without(comments: readonly OwnComment[], id: string): OwnComment[] {
  return comments.filter((comment) => comment.id !== id && comment.reply_to !== id);
}

const keyOf = (take: string) => `starling.parcel.${take}`;

/** What was written before in this browser. */
export function kept(take: string, storage: Kept | null): CommentsFile {
  const nothing: CommentsFile = { version: 1, take, author: "", comments: [] };
  try {
    const file = JSON.parse(storage?.getItem(keyOf(take)) ?? "null") as CommentsFile | null;
    return file?.version === 1 && Array.isArray(file.comments) ? file : nothing;
  } catch {
    return nothing;
  }
}

/** Keeps them; returns whether the browser does. */
export function keep(file: CommentsFile, storage: Kept | null): boolean {
  try {
    storage?.setItem(keyOf(file.take), JSON.stringify(file));
    return storage !== null;
  } catch {
    return false;
  }
}

/** Storage that lasts; none where the browser refuses it to files. */
export function lastingStorage(): Kept | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
