// A comment that is being changed: its text, and what it is about.
import { useEffect, useState } from "preact/hooks";
import { type Comment, CommentKind } from "../generated/starling/session/v1/review_pb";
import { isComposing } from "../shell/shortcuts";
import { useStore } from "../store";
import { words as changing } from "../words/changing";
import { words } from "../words/review";
import type { CommentActions, Saved } from "./comment";
import { Conflict } from "./conflict";
import { takeFocus } from "./focus";
import { isMoment, rangeFrom, rangeTo, spanLabel, spanOf, spanText } from "./range";
import { RangeButtons } from "./range-buttons";

interface CommentEditorProps {
  comment: Comment;
  actions: Pick<CommentActions, "onEdit" | "listening" | "rate">;
  onClose: () => void;
}

export function CommentEditor({ comment, actions, onClose }: CommentEditorProps) {
  const { rate } = actions;
  const here = () => actions.listening.here();
  const [text, setText] = useState(comment.text);
  const [span, changeSpan] = useEditedSpan(comment, actions.listening.edited);
  // What was there when the writing began: a change that comes meanwhile must not be overwritten unseen.
  const [base, setBase] = useState(comment);
  const [saved, setSaved] = useState<Saved | null>(null);
  const [isSaving, setSaving] = useState(false);
  const isSpoken = comment.voice !== undefined;
  const mayBeEmpty = isSpoken || comment.kind !== CommentKind.UNSPECIFIED;
  const isChanged = text !== comment.text || spanText(span, rate) !== spanText(spanOf(comment), rate);
  const save = async () => {
    // Twice would be a conflict with oneself.
    if (isSaving) return;
    setSaving(true);
    const result = await actions.onEdit(base, text.trim(), span);
    setSaving(false);
    if (result.is === "done") return onClose();
    if (result.is === "conflict") setBase(result.theirs);
    setSaved(result);
  };
  if (saved?.is === "conflict") {
    const side = (span: ReturnType<typeof spanOf>, text: string) => [spanText(span, rate), text].join("\n");
    return (
      <Conflict
        theirs={side(spanOf(saved.theirs), saved.theirs.text)}
        yours={side(span, text)}
        onTheirs={onClose}
        onYours={() => void save()}
      />
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {!comment.replyTo && (
        <>
          <span class="composer-label">{spanLabel(span, rate)}</span>
          <div class="tools composer-tools">
            <RangeButtons
              onFrom={() => changeSpan(rangeFrom(span, here()))}
              onTo={() => changeSpan(rangeTo(span, here()))}
              {...(isMoment(span) ? {} : { onClear: () => changeSpan({ start: span.start, end: span.start }) })}
            />
          </div>
        </>
      )}
      {!isSpoken && (
        <textarea
          aria-label={changing.editLabel}
          ref={takeFocus}
          rows={3}
          maxLength={5000}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            // What was changed is given up by a button, not by a key.
            if (event.key === "Escape" && !isComposing(event) && !isChanged) onClose();
          }}
        />
      )}
      {saved?.is === "failed" && <p class="problem" role="alert">{saved.why}</p>}
      <div class="tools">
        <button type="submit" class="primary" {...(isSpoken ? { ref: takeFocus } : {})} disabled={(!text.trim() && !mayBeEmpty) || isSaving}>
          {changing.save}
        </button>
        <button type="button" onClick={onClose}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}

/** The span of a comment while it is changed: by its own buttons, and on the time line, which shows the one touched last. */
function useEditedSpan(comment: Comment, edited: CommentActions["listening"]["edited"]) {
  const { name } = comment;
  const [span, setSpan] = useState(() => spanOf(comment));
  const now = useStore(edited);
  const isShown = () => edited.get()?.name === name;
  useEffect(() => {
    if (comment.replyTo) return;
    edited.set({ name, span });
    return () => void (isShown() && edited.set(null));
  }, []);
  useEffect(() => {
    if (now && isShown()) setSpan(now.span);
  }, [now]);
  return [span, (span: ReturnType<typeof spanOf>) => edited.set({ name, span })] as const;
}
