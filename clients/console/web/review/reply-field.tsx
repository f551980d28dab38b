import { useState } from "preact/hooks";
import { isComposing } from "../shell/shortcuts";
import { words as changing } from "../words/changing";
import { words } from "../words/review";
import type { Drafts } from "./drafts";
import { takeFocus } from "./focus";

interface ReplyFieldProps {
  /** Who is answered. */
  author: string;
  /** Where what is typed is kept. */
  drafts: Drafts;
  field: string;
  onSend: (text: string) => Promise<boolean>;
  onClose: () => void;
}

export function ReplyField({ author, drafts, field, onSend, onClose }: ReplyFieldProps) {
  const [text, setText] = useState(() => drafts.read(field));
  const write = (next: string) => {
    setText(next);
    drafts.write(field, next);
  };
  const send = async () => {
    if (!text.trim() || !(await onSend(text.trim()))) return;
    write("");
    onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <textarea
        aria-label={changing.replyLabel(author)}
        ref={takeFocus}
        rows={2}
        maxLength={5000}
        value={text}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (isComposing(event)) return;
          // Kept, and there again when somebody goes on replying.
          if (event.key === "Escape") onClose();
          if (event.key === "Enter" && !event.shiftKey) {
            event.preventDefault();
            void send();
          }
        }}
      />
      <div class="tools">
        <button type="submit" class="primary" disabled={!text.trim()}>
          {words.reply}
        </button>
        <button
          type="button"
          onClick={() => {
            write("");
            onClose();
          }}
        >
          {words.cancel}
        </button>
      </div>
    </form>
  );
}
