// One comment and what can be done with it.
import { useState } from "preact/hooks";
import { type Comment, CommentKind } from "../generated/starling/session/v1/review_pb";
import { late } from "../late";
import { words } from "../words/review";
import type { Span } from "../waveform/layout";
import type { Drafts } from "./drafts";
import { takeFocus, useFocusBack } from "./focus";
import type { Listening } from "./use-listening";
import { VoicePlayback } from "./voice-playback";

export const CommentEditor = late(() => import("./comment-editor").then((module) => module.CommentEditor));

/** What came of a change. */
export type Saved = { is: "done" } | { is: "conflict"; theirs: Comment } | { is: "failed"; why: string };

export interface CommentActions {
  canComment: boolean;
  /** Whether everything of the take is the caller's. */
  isOwner: boolean;
  /** Keeps what is replied and changed. */
  drafts: Drafts;
  onEdit: (comment: Comment, text: string, span: Span) => Promise<Saved>;
  onDelete: (comment: Comment) => Promise<Saved>;
  loadVoice: (comment: Comment) => Promise<Uint8Array>;
  rate: number;
  /** While a spoken comment is heard the take pauses. */
  listening: Pick<Listening, "hold" | "release" | "edited" | "here">;
  whenText: (comment: Comment) => string;
}

export function CommentBody({ comment, actions }: { comment: Comment; actions: CommentActions }) {
  const mayEdit = actions.canComment && comment.isOwn && !comment.isImported && !(comment.voice && comment.replyTo);
  const field = `edit ${comment.name}`;
  const [mode, setMode] = useState<"read" | "edit" | "delete">(mayEdit && actions.drafts.read(field) ? "edit" : "read");
  const [problem, setProblem] = useState<string | null>(null);
  const tools = useFocusBack<HTMLDivElement>(mode !== "read");
  const mayDelete = actions.canComment && (comment.isOwn || actions.isOwner);
  return (
    <article class="comment">
      <header>
        <strong>{comment.author}</strong>
        {comment.isOwn && <span class="tag">{words.you}</span>}
        {comment.isSpeakers && !comment.isOwn && <span class="tag">{words.speaker}</span>}
        {comment.isImported && <span class="tag">{words.imported}</span>}
        <span class="soft when">{actions.whenText(comment)}</span>
      </header>
      {comment.kind !== CommentKind.UNSPECIFIED && (
        <p class={`kind kind-${comment.kind}`}>
          <span class="kind-word">{words.kinds[comment.kind] ?? ""}</span> {comment.criterion}
        </p>
      )}
      {mode === "edit" ? (
        <CommentEditor comment={comment} field={field} actions={actions} onClose={() => setMode("read")} />
      ) : (
        comment.text && <p class="comment-text">{comment.text}</p>
      )}
      {comment.voice && (
        <VoicePlayback
          seconds={Number(comment.voice.sampleCount) / (comment.voice.sampleRateHertz || 1)}
          load={() => actions.loadVoice(comment)}
          onBegin={() => actions.listening.hold()}
          onEnd={() => actions.listening.release()}
        />
      )}
      {mode === "delete" && (
        <div class="tools sure">
          <span>{words.removeSure}</span>
          <button
            type="button"
            class="danger"
            ref={takeFocus}
            onClick={async () => {
              const saved = await actions.onDelete(comment);
              setMode("read");
              if (saved.is === "failed") setProblem(saved.why);
            }}
          >
            {words.removeYes}
          </button>
          <button type="button" onClick={() => setMode("read")}>
            {words.keep}
          </button>
        </div>
      )}
      {mode === "read" && (mayEdit || mayDelete) && (
        <div class="comment-tools" ref={tools}>
          {mayEdit && (
            <button type="button" class="link" onClick={() => setMode("edit")}>
              {words.edit}
            </button>
          )}
          {mayDelete && (
            <button type="button" class="link" onClick={() => setMode("delete")}>
              {words.remove}
            </button>
          )}
        </div>
      )}
      {problem && <p class="problem" role="alert">{problem}</p>}
    </article>
  );
}
