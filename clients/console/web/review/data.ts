// What is known of a take, and how it changes.
import type { Timestamp } from "@bufbuild/protobuf/wkt";
import type { Change } from "../api/watch";
import type { Rubric } from "../generated/starling/content/v1/rubric_pb";
import type { Comment, Review } from "../generated/starling/session/v1/review_pb";
import type { Report, Take } from "../generated/starling/session/v1/session_pb";

export interface ReviewData {
  take: Take;
  /** The newest; null while there is none. */
  report: Report | null;
  comments: ReadonlyMap<string, Comment>;
  reviews: ReadonlyMap<string, Review>;
  rubrics: readonly Rubric[];
}

/** The data after a change; the same where it is not about this take, or older than what is known. */
export function changed(data: ReviewData, change: Change): ReviewData {
  const isOurs = (name: string) => name.startsWith(`${data.take.name}/`);
  switch (change.case) {
    case "comment":
      return isOurs(change.value.name) ? { ...data, comments: withNewer(data.comments, change.value) } : data;
    case "removedComment":
      return isOurs(change.value) ? { ...data, comments: without(data.comments, change.value) } : data;
    case "review":
      return isOurs(change.value.name) ? { ...data, reviews: withNewer(data.reviews, change.value) } : data;
    case "removedReview": {
      if (!data.reviews.has(change.value)) return data;
      const reviews = new Map(data.reviews);
      reviews.delete(change.value);
      return { ...data, reviews };
    }
    default:
      return data;
  }
}

/** What was read anew, in which comments that are as before are the same objects: only what changed is drawn anew. */
export function anew(known: ReviewData | null, read: ReviewData): ReviewData {
  if (!known) return read;
  const comments = [...read.comments].map(([name, comment]) => {
    const before = known.comments.get(name);
    return [name, before?.etag === comment.etag ? before : comment] as const;
  });
  const isSame = comments.length === known.comments.size && comments.every(([name, comment]) => known.comments.get(name) === comment);
  return { ...read, comments: isSame ? known.comments : new Map(comments) };
}

interface Item {
  name: string;
  updateTime?: Timestamp | undefined;
}

function withNewer<T extends Item>(items: ReadonlyMap<string, T>, item: T): ReadonlyMap<string, T> {
  const known = items.get(item.name);
  if (known && nanos(known) > nanos(item)) return items;
  return new Map(items).set(item.name, item);
}

/** Without a comment and the replies to it. */
function without(comments: ReadonlyMap<string, Comment>, name: string): ReadonlyMap<string, Comment> {
  return new Map([...comments].filter(([key, comment]) => key !== name && comment.replyTo !== name));
}

function nanos({ updateTime }: Item): bigint {
  return updateTime ? updateTime.seconds * 1_000_000_000n + BigInt(updateTime.nanos) : 0n;
}
