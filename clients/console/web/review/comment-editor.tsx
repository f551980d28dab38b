// A comment that is being changed: its text, and what it is about.
import { useEffect, useRef, useState } from "preact/hooks";
import { type Comment, CommentKind } from "../generated/starling/session/v1/review_pb";
import { isComposing } from "../shell/shortcuts";
import { useStore } from "../store";
import type { Span } from "../waveform/layout";
import { words as changing } from "../words/changing";
import { words } from "../words/review";
import type { CommentActions, Saved } from "./comment";
import { Conflict } from "./conflict";
import { takeFocus } from "./focus";
import { type Edit, isChange, keptEdit, parseEdit } from "./kept-edit";
import { isMoment, rangeFrom, rangeTo, spanLabel, spanOf } from "./range";
import { RangeButtons } from "./range-buttons";

interface CommentEditorProps {
  comment: Comment;
  /** Where the change is kept until it is saved. */
  field: string;
  actions: Pick<CommentActions, "onEdit" | "drafts" | "listening" | "rate">;
  onClose: () => void;
}

export function CommentEditor({ comment, field, actions, onClose }: CommentEditorProps) {
  const { drafts, rate } = actions;
  const here = () => actions.listening.here();
  // What was begun before: nobody asked for it now, so it takes neither the focus nor the time line.
  const [kept] = useState(() => parseEdit(drafts.read(field)));
  const asked = kept ? {} : { ref: takeFocus };
  const [text, setText] = useState(kept?.text ?? comment.text);
  // What was there when the writing began: a change that comes meanwhile must not be overwritten unseen.
  const [base, setBase] = useState(kept ? { ...comment, etag: kept.etag } : comment);
  const [span, changeSpan] = useEditedSpan(comment, kept, actions.listening.edited, (span) => keep({ span }));
  // Kept at once, and by whichever part changed last: what is drawn may lag behind.
  const draft = useRef({ text, span, base });
  const keep = (part: Partial<typeof draft.current>) => {
    const { base, ...edit } = Object.assign(draft.current, part);
    drafts.write(field, isChange(edit, base) ? keptEdit(edit, base.etag) : "");
  };
  const last = useRef(comment);
  useEffect(() => {
    // What changed otherwise, by being settled, is not what is changed here.
    if (base.etag === last.current.etag && !isChange({ text: comment.text, span: spanOf(comment) }, base)) {
      setBase(comment);
      keep({ base: comment });
    }
    last.current = comment;
  }, [comment]);
  const [saved, setSaved] = useState<Saved | null>(null);
  const [isSaving, setSaving] = useState(false);
  const isSpoken = comment.voice !== undefined;
  const mayBeEmpty = isSpoken || comment.kind !== CommentKind.UNSPECIFIED;
  const isChanged = isChange({ text, span }, base);
  useEffect(() => {
    // It was saved after all, by a page that did not live to hear so.
    if (kept && !isChanged) onClose();
  }, []);
  const close = () => {
    drafts.write(field, "");
    onClose();
  };
  const save = async () => {
    // Twice would be a conflict with oneself.
    if (isSaving) return;
    setSaving(true);
    const result = await actions.onEdit(base, text.trim(), span);
    setSaving(false);
    if (result.is === "done") return close();
    if (result.is === "conflict") setBase(result.theirs);
    setSaved(result);
  };
  if (saved?.is === "conflict") {
    const side = ({ text, span }: Edit) => [spanLabel(span, rate), text].join("\n");
    return (
      <Conflict
        theirs={side({ text: saved.theirs.text, span: spanOf(saved.theirs) })}
        yours={side({ text, span })}
        onTheirs={close}
        onYours={() => void save()}
      />
    );
  }
  return (
    <form
      onFocusIn={() => comment.replyTo || changeSpan(span)}
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
          {...asked}
          rows={3}
          maxLength={5000}
          value={text}
          readOnly={isSaving}
          onInput={(event) => {
            setText(event.currentTarget.value);
            keep({ text: event.currentTarget.value });
          }}
          onKeyDown={(event) => {
            // What was changed is given up by a button, not by a key.
            if (event.key === "Escape" && !isComposing(event) && !isChanged) close();
          }}
        />
      )}
      {saved?.is === "failed" && <p class="problem" role="alert">{saved.why}</p>}
      <div class="tools">
        <button type="submit" class="primary" {...(isSpoken ? asked : {})} disabled={(!text.trim() && !mayBeEmpty) || isSaving}>
          {changing.save}
        </button>
        <button type="button" onClick={close}>
          {words.cancel}
        </button>
      </div>
    </form>
  );
}

/** The span of a comment while it is changed: by its own buttons, and on the time line, which shows the one touched last. */
function useEditedSpan(comment: Comment, kept: Edit | null, edited: CommentActions["listening"]["edited"], onChange: (span: Span) => void) {
  const { name } = comment;
  const [span, setSpan] = useState(kept?.span ?? spanOf(comment));
  const now = useStore(edited);
  const isShown = () => edited.get()?.name === name;
  useEffect(() => {
    if (!comment.replyTo && !kept) edited.set({ name, span });
    return () => void (isShown() && edited.set(null));
  }, []);
  useEffect(() => {
    if (!now || !isShown()) return;
    setSpan(now.span);
    onChange(now.span);
  }, [now]);
  return [span, (span: Span) => edited.set({ name, span })] as const;
}
