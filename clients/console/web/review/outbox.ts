// Comments on their way to the server: sent again with the same request id until they are there or refused.
import type { CommentKind } from "../generated/starling/session/v1/review_pb.js";
import type { Drafts } from "./drafts";
import { keepVoice, keptVoice } from "./kept-voice";

/** A comment that is not known to be on the server. */
export interface Outgoing {
  requestId: string;
  author: string;
  start: number;
  end: number;
  text: string;
  kind: CommentKind;
  criterion: string;
  replyTo: string;
  /** Whether it was spoken. */
  isSpoken: boolean;
  /** Why the server refused it; null while it is on its way. */
  refusal: string | null;
}

/** What came of sending. */
export type Sent = { is: "done" } | { is: "later" } | { is: "refused"; why: string };

export interface OutboxOptions {
  drafts: Drafts;
  send: (comment: Outgoing, voice: Uint8Array<ArrayBuffer>) => Promise<Sent>;
  onChange: (outgoing: readonly Outgoing[]) => void;
  wait?: (ms: number) => Promise<void>;
}

export interface Outbox {
  add(comment: Outgoing, voice?: Uint8Array): void;
  /** Sends at once what waits for the server. */
  hurry(): void;
  /** The same, and what was refused. */
  retry(): void;
  /** Forgets a comment that was refused. */
  discard(requestId: string): void;
  close(): void;
}

const FIELD = "outbox";
const LONGEST_WAIT_MS = 30_000;

export function createOutbox({ drafts, send, onChange, wait = sleep }: OutboxOptions): Outbox {
  const voiceField = (requestId: string) => `voice ${requestId}`;
  // Without its audio, for which there was no room, nothing is left of what was spoken.
  let outgoing = restore(drafts.read(FIELD)).filter(({ isSpoken, requestId }) => !isSpoken || drafts.read(voiceField(requestId)));
  let running = false;
  let closed = false;
  let hurry = () => {};

  function change(next: Outgoing[]): void {
    outgoing = next;
    drafts.write(FIELD, next.length ? JSON.stringify(next) : "");
    if (!closed) onChange(outgoing);
  }

  function forget(requestId: string): void {
    change(outgoing.filter((comment) => comment.requestId !== requestId));
    drafts.write(voiceField(requestId), "");
  }

  async function run(): Promise<void> {
    if (running) return;
    running = true;
    let waitMs = 1_000;
    // One after the other: a reply must not overtake what it replies to, and a server that comes back is not flooded.
    for (let next = due(); next && !closed; next = due()) {
      const { requestId } = next;
      const sent = await send(next, keptVoice(drafts, voiceField(requestId)));
      if (closed) break;
      if (sent.is === "later") {
        await Promise.race([wait(waitMs), new Promise<void>((resolve) => (hurry = resolve))]);
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
        continue;
      }
      waitMs = 1_000;
      if (sent.is === "done") {
        forget(requestId);
      } else {
        change(outgoing.map((comment) => (comment.requestId === requestId ? { ...comment, refusal: sent.why } : comment)));
      }
    }
    running = false;
  }

  const due = () => outgoing.find((comment) => comment.refusal === null);
  if (outgoing.length) {
    onChange(outgoing);
    void run();
  }
  return {
    add(comment, voice) {
      if (voice) keepVoice(drafts, voiceField(comment.requestId), voice);
      change([...outgoing, comment]);
      void run();
    },
    hurry: () => hurry(),
    retry() {
      change(outgoing.map((comment) => ({ ...comment, refusal: null })));
      hurry();
      void run();
    },
    discard: forget,
    close() {
      closed = true;
      hurry();
    },
  };
}

/** What a reload left over; nothing where it cannot be read. */
function restore(kept: string): Outgoing[] {
  if (!kept) return [];
  try {
    const found: unknown = JSON.parse(kept);
    return Array.isArray(found) ? found.filter(isOutgoing) : [];
  } catch {
    return [];
  }
}

function isOutgoing(value: unknown): value is Outgoing {
  const comment = value as Partial<Outgoing> | null;
  return (
    typeof comment?.requestId === "string" &&
    typeof comment.author === "string" &&
    typeof comment.text === "string" &&
    typeof comment.start === "number" &&
    typeof comment.end === "number" &&
    typeof comment.kind === "number" &&
    typeof comment.criterion === "string" &&
    typeof comment.replyTo === "string"
  );
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
