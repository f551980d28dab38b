// The field in which a comment is written. It is always in the page: a key that focuses it is not followed by letters
// that go elsewhere.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Player } from "../audio/player";
import { late } from "../late";
import { usePosition } from "../audio/ticks";
import { isComposing } from "../shell/shortcuts";
import type { Span } from "../waveform/layout";
import { words } from "../words/review";
import type { Drafts } from "./drafts";
import { QUICK_MARKS } from "./keys";
import { RangeButtons } from "./range-buttons";
import { keptSpan, parseSpan, rangeFrom, rangeTo, spanLabel } from "./range";
import type { Listening } from "./use-listening";

const VoiceRecorder = late(() => import("./voice").then((module) => module.VoiceRecorder));

export interface ComposerProps {
  field: { current: HTMLTextAreaElement | null };
  drafts: Drafts;
  player: Player | null;
  rate: number;
  /** What the comment is about; it pauses while somebody writes or speaks. */
  listening: Pick<Listening, "range" | "setRange" | "here" | "spanNow" | "hold" | "release" | "run">;
  /** Returns whether the comment is taken care of. */
  onSend: (text: string, span: Span) => Promise<boolean>;
  /** Sends what was spoken, as a WAV file; absent where it cannot be sent. */
  onVoice?: (wav: Uint8Array<ArrayBuffer>, span: Span) => Promise<boolean>;
}

export const COMMENT_FIELD = "comment";
const SPAN_FIELD = "comment-span";

export function Composer(props: ComposerProps) {
  const { field, drafts, player, rate, onSend } = props;
  const { range, setRange, here, spanNow, hold, release, run } = props.listening;
  const [text, setText] = useState(() => drafts.read(COMMENT_FIELD));
  // What it is about is settled by the first letter, however the player moves on.
  const [anchor, setAnchor] = useState<Span | null>(() => (text ? parseSpan(drafts.read(SPAN_FIELD)) : null));

  useEffect(() => {
    // A range that is chosen while writing is what the comment is about then.
    if (text && range) settle(text, range);
  }, [range]);

  function settle(next: string, span: Span | null): void {
    setText(next);
    setAnchor(span);
    drafts.write(COMMENT_FIELD, next);
    drafts.write(SPAN_FIELD, next && span ? keptSpan(span) : "");
  }

  async function send(): Promise<void> {
    if (!text.trim()) return;
    // Keys are shortcuts again. Before the name is asked for: its dialog gives the focus back to where it was.
    field.current?.blur();
    if (!(await onSend(text.trim(), anchor ?? spanNow()))) return field.current?.focus();
    settle("", null);
    release();
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label class="composer-label" for="comment-field">
        <SpanLabel player={player} rate={rate} span={anchor ?? range} />
      </label>
      <textarea
        id="comment-field"
        ref={field}
        value={text}
        rows={2}
        maxLength={5000}
        placeholder={words.commentHint}
        onInput={(event) => {
          hold();
          const next = event.currentTarget.value;
          settle(next, next ? (anchor ?? spanNow()) : null);
        }}
        onKeyDown={(event) => {
          if (isComposing(event)) return;
          if (event.key === "Escape") {
            event.currentTarget.blur();
            if (!text) release();
          }
          if (event.key === "Enter" && !event.shiftKey) {
            event.preventDefault();
            void send();
          }
        }}
      />
      <div class="tools composer-tools">
        <button type="submit" class="primary" disabled={!text.trim()}>
          {words.send}
        </button>
        <RangeButtons
          onFrom={() => setRange(rangeFrom(range, here()))}
          onTo={() => setRange(rangeTo(range, here()))}
          {...(range ? { onClear: () => setRange(null) } : {})}
        />
      </div>
      <fieldset class="marks">
        <legend>{words.quickMarks}</legend>
        {QUICK_MARKS.map(({ key, kind }) => (
          <button key={key} type="button" class={`mark kind-${kind}`} onClick={() => run({ do: "mark", kind })}>
            <kbd>{key.toUpperCase()}</kbd> {words.kinds[kind]}
          </button>
        ))}
      </fieldset>
      {props.onVoice && <VoiceRecorder drafts={drafts} onBegin={hold} onEnd={release} spanNow={spanNow} onSend={props.onVoice} />}
    </form>
  );
}

/** "Comment at 0:22.9", going along with the player. */
function SpanLabel({ player, rate, span }: { player: Player | null; rate: number; span: Span | null }) {
  const label = useRef<HTMLSpanElement>(null);
  const text = (start: number) => spanLabel({ start, end: start }, rate);
  usePosition(player, (sample) => {
    if (!span && label.current) label.current.textContent = text(sample);
  });
  if (!span) return <span ref={label} key="here">{text(player?.position() ?? 0)}</span>;
  return <span key="there">{spanLabel(span, rate)}</span>;
}
