// One comment and what can be done with it.
import { useState } from "preact/hooks";
import { type Comment, CommentKind } from "../generated/starling/session/v1/review_pb";
import { words } from "../words/review";
import { isComposing } from "../shell/shortcuts";
import { takeFocus, useFocusBack } from "./focus";
import { VoicePlayback } from "./voice-playback";

/** What came of a change. */
export type Saved = { is: "done" } | { is: "conflict"; theirs: Comment } | { is: "failed"; why: string };

export interface CommentActions {
  canComment: boolean;
  /** Whether everything of the take is the caller's. */
  isOwner: boolean;
  onEdit: (comment: Comment, text: string) => Promise<Saved>;
  onDelete: (comment: Comment) => Promise<Saved>;
  loadVoice: (comment: Comment) => Promise<Uint8Array>;
  /** While a spoken comment is heard the take pauses. */
  onHold: () => void;
  onRelease: () => void;
  whenText: (comment: Comment) => string;
}

export function CommentBody({ comment, actions }: { comment: Comment; actions: CommentActions }) {
  const [mode, setMode] = useState<"read" | "edit" | "delete">("read");
  const [problem, setProblem] = useState<string | null>(null);
  const tools = useFocusBack<HTMLDivElement>(mode !== "read");
  const mayEdit = actions.canComment && comment.isOwn && !comment.isImported && !comment.voice;
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
        <Editor
          comment={comment}
          onSave={actions.onEdit}
          onClose={() => setMode("read")}
        />
      ) : (
        comment.text && <p class="comment-text">{comment.text}</p>
      )}
      {comment.voice && (
        <VoicePlayback
          seconds={Number(comment.voice.sampleCount) / (comment.voice.sampleRateHertz || 1)}
          load={() => actions.loadVoice(comment)}
          onBegin={actions.onHold}
          onEnd={actions.onRelease}
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
              if (saved.is !== "done") setProblem(saved.is === "failed" ? saved.why : words.conflict);
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

interface EditorProps {
  comment: Comment;
  onSave: (comment: Comment, text: string) => Promise<Saved>;
  onClose: () => void;
}

function Editor({ comment, onSave, onClose }: EditorProps) {
  const [text, setText] = useState(comment.text);
  // What was there when the writing began: a change that comes meanwhile must not be overwritten unseen.
  const [base, setBase] = useState(comment);
  const [saved, setSaved] = useState<Saved | null>(null);
  const [isSaving, setSaving] = useState(false);
  const save = async () => {
    // Twice would be a conflict with oneself.
    if (isSaving) return;
    setSaving(true);
    const result = await onSave(base, text.trim());
    setSaving(false);
    if (result.is === "done") return onClose();
    if (result.is === "conflict") setBase(result.theirs);
    setSaved(result);
  };
  if (saved?.is === "conflict") {
    return <Conflict theirs={saved.theirs.text} yours={text} onTheirs={onClose} onYours={() => void save()} />;
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <textarea
        aria-label={words.editLabel}
        ref={takeFocus}
        rows={3}
        maxLength={5000}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          // What was changed is given up by a button, not by a key.
          if (event.key === "Escape" && !isComposing(event) && text === comment.text) onClose();
        }}
      />
      {saved?.is === "failed" && <p class="problem" role="alert">{saved.why}</p>}
      <div class="tools">
        <button type="submit" class="primary" disabled={!text.trim() || isSaving}>
          {words.save}
        </button>
        <button type="button" onClick={onClose}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}

export interface ConflictProps {
  theirs: string;
  yours: string;
  onTheirs: () => void;
  onYours: () => void;
}

/** Two texts, of which somebody chooses one: neither is lost before. */
export function Conflict({ theirs, yours, onTheirs, onYours }: ConflictProps) {
  return (
    <div class="conflict" role="alert">
      <p>{words.conflict}</p>
      <div class="conflict-sides">
        <section>
          <h4>{words.conflictTheirs}</h4>
          <p class="comment-text">{theirs}</p>
          <button type="button" onClick={onTheirs}>
            {words.takeTheirs}
          </button>
        </section>
        <section>
          <h4>{words.conflictYours}</h4>
          <p class="comment-text">{yours}</p>
          <button type="button" onClick={onYours}>
            {words.takeYours}
          </button>
        </section>
      </div>
    </div>
  );
}
