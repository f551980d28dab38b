// Comments as threads: ordered by the moment they are about, each with its replies as they were said.
import type { Comment } from "../generated/starling/session/v1/review_pb.js";

export interface Thread {
  first: Comment;
  replies: Comment[];
}

export type ThreadFilter = "all" | "mine" | "open";

/** All threads of a take. A reply whose thread is not there (yet) is left out. */
export function threadsOf(comments: Iterable<Comment>): Thread[] {
  const threads = new Map<string, Thread>();
  const replies: Comment[] = [];
  for (const comment of comments) {
    if (comment.replyTo) replies.push(comment);
    else threads.set(comment.name, { first: comment, replies: [] });
  }
  replies.sort(byCreation);
  for (const reply of replies) threads.get(reply.replyTo)?.replies.push(reply);
  return [...threads.values()].sort((a, b) => byMoment(a.first, b.first));
}

export function isOpen(thread: Thread): boolean {
  return !thread.first.resolveTime;
}

export function filtered(threads: readonly Thread[], filter: ThreadFilter): Thread[] {
  return threads.filter((thread) => {
    if (filter === "open") return isOpen(thread);
    if (filter === "mine") return [thread.first, ...thread.replies].some((comment) => comment.isOwn);
    return true;
  });
}

/** The thread after (or before) a moment, past the one that is chosen; none where there is no further one. */
export function threadBeside(
  threads: readonly Thread[],
  chosen: string | null,
  position: number,
  direction: 1 | -1,
): Thread | undefined {
  const at = threads.findIndex((thread) => thread.first.name === chosen);
  if (at >= 0) return threads[at + direction];
  return direction > 0
    ? threads.find((thread) => Number(thread.first.startSample) > position)
    : threads.findLast((thread) => Number(thread.first.startSample) < position);
}

/** What somebody heard, and where: the comments that tick a criterion, in the order of time. */
export function heardAt(threads: readonly Thread[], criterion: string): Comment[] {
  return threads.map((thread) => thread.first).filter((comment) => comment.criterion === criterion);
}

function byMoment(a: Comment, b: Comment): number {
  return compare(a.startSample, b.startSample) || compare(a.endSample, b.endSample) || byCreation(a, b);
}

function byCreation(a: Comment, b: Comment): number {
  return compare(created(a), created(b)) || compare(a.name, b.name);
}

/** In nanoseconds: two quick marks may fall into one millisecond. */
function created(comment: Comment): bigint {
  const time = comment.createTime;
  return time ? time.seconds * 1_000_000_000n + BigInt(time.nanos) : 0n;
}

function compare<T extends bigint | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
