// The caller's own comments on their way, and changes of those that are there.
import { timestampDate } from "@bufbuild/protobuf/wkt";
import { useEffect, useRef, useState } from "preact/hooks";
import { requireAuthorName } from "../api/caller";
import { reviews } from "../api/clients";
import { failureOf } from "../api/failure";
import { type Change, useConnection } from "../api/watch";
import { type Comment, CommentKind } from "../generated/starling/session/v1/review_pb";
import { toast } from "../shell/toasts";
import type { Span } from "../waveform/layout";
import { when } from "../words/dates";
import type { CommentActions, Saved } from "./comment";
import type { Drafts } from "./drafts";
import { type Outbox, type Outgoing, type Sent, createOutbox } from "./outbox";
import { newRequestId } from "./request-id";
import type { Thread } from "./threads";
import { useWarning } from "./use-warning";

/** What somebody says, before it has an author and an id. */
export interface Said {
  span: Span;
  text?: string;
  kind?: CommentKind;
  criterion?: string;
  replyTo?: string;
  voice?: Uint8Array;
}

export interface CommentsModel {
  outgoing: readonly Outgoing[];
  /** Takes care of a comment; false where nobody signs it. */
  say: (said: Said) => Promise<boolean>;
  settle: (thread: Thread, isSettled: boolean) => Promise<void>;
  /** Takes a comment back, and says so where that fails. */
  remove: (comment: Comment) => Promise<void>;
  retry: () => void;
  discard: (requestId: string) => void;
  actions: Pick<CommentActions, "onEdit" | "onDelete" | "loadVoice" | "whenText">;
}

export function useComments(take: string, drafts: Drafts, apply: (change: Change) => void): CommentsModel {
  const [outgoing, setOutgoing] = useState<readonly Outgoing[]>([]);
  const outbox = useRef<Outbox | null>(null);
  const connection = useConnection();

  useEffect(() => {
    const made = createOutbox({
      drafts,
      onChange: setOutgoing,
      send: (comment, voice) => create(take, comment, voice, apply),
    });
    outbox.current = made;
    return () => made.close();
  }, [take]);
  useEffect(() => {
    if (connection === "connected") outbox.current?.hurry();
  }, [connection]);

  // It ends with the tab, and is not said again as easily as typed.
  useWarning(outgoing.some(({ isSpoken }) => isSpoken));

  return {
    outgoing,
    async say(said) {
      const author = await requireAuthorName();
      if (!author) return false;
      outbox.current?.add(outgoingOf(said, author), said.voice);
      return true;
    },
    async settle({ first: { name } }, isSettled) {
      try {
        const { comment } = await (isSettled ? reviews.resolveComment({ name }) : reviews.reopenComment({ name }));
        if (comment) apply({ case: "comment", value: comment });
      } catch (error) {
        toast(failureOf(error).text);
      }
    },
    async remove(comment) {
      const saved = await remove(comment, apply);
      if (saved.is === "failed") toast(saved.why);
    },
    retry: () => outbox.current?.retry(),
    discard: (requestId) => outbox.current?.discard(requestId),
    actions: {
      onEdit: (comment, text, span) => edit(comment, text, span, apply),
      onDelete: (comment) => remove(comment, apply),
      loadVoice: async ({ name }) => (await reviews.getVoice({ name })).voice,
      whenText: ({ createTime }) => (createTime ? when(timestampDate(createTime)) : ""),
    },
  };
}

function outgoingOf({ span, text = "", kind = CommentKind.UNSPECIFIED, criterion = "", replyTo = "", voice }: Said, author: string): Outgoing {
  return {
    requestId: newRequestId(),
    author,
    start: span.start,
    end: span.end,
    text,
    kind,
    criterion,
    replyTo,
    isSpoken: voice !== undefined,
    refusal: null,
  };
}

function samplesOf({ start, end }: Span) {
  return { startSample: BigInt(Math.round(start)), endSample: BigInt(Math.round(end)) };
}

async function create(take: string, said: Outgoing, voice: Uint8Array<ArrayBuffer>, apply: (change: Change) => void): Promise<Sent> {
  const { requestId, author, text, kind, criterion, replyTo } = said;
  try {
    const { comment } = await reviews.createComment({
      parent: take,
      requestId,
      comment: { author, text, kind, criterion, replyTo, ...samplesOf(said) },
      voice,
    });
    if (comment) apply({ case: "comment", value: comment });
    return { is: "done" };
  } catch (error) {
    const failure = failureOf(error);
    return failure.isPassing ? { is: "later" } : { is: "refused", why: failure.text };
  }
}

async function edit({ name, etag }: Comment, text: string, span: Span, apply: (change: Change) => void): Promise<Saved> {
  try {
    const { comment } = await reviews.updateComment({ comment: { name, etag, text, ...samplesOf(span) }, updateMask: { paths: ["*"] } });
    if (comment) apply({ case: "comment", value: comment });
    return { is: "done" };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.reason !== "ETAG_MISMATCH") return { is: "failed", why: failure.text };
    const theirs = await reviews.getComment({ name }).catch(() => null);
    if (!theirs?.comment) return { is: "failed", why: failure.text };
    apply({ case: "comment", value: theirs.comment });
    return { is: "conflict", theirs: theirs.comment };
  }
}

async function remove({ name }: Comment, apply: (change: Change) => void): Promise<Saved> {
  try {
    await reviews.deleteComment({ name });
    apply({ case: "removedComment", value: name });
    return { is: "done" };
  } catch (error) {
    return { is: "failed", why: failureOf(error).text };
  }
}
