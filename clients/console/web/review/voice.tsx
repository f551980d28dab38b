// A spoken comment: recorded, listened to, sent. Until it is sent it is kept like what is typed.
import { useEffect, useRef, useState } from "preact/hooks";
import { MicrophoneError, type MicrophoneProblem, record } from "../audio/microphone";
import type { Span } from "../waveform/layout";
import { words as review } from "../words/review";
import { words } from "../words/voice";
import { type Dictation, dictate } from "./dictation";
import type { Drafts } from "./drafts";
import { keepVoice, keptVoice } from "./kept-voice";
import { keptSpan, parseSpan } from "./range";
import { useWarning } from "./use-warning";

export interface VoiceRecorderProps {
  drafts: Drafts;
  onBegin: () => void;
  onEnd: () => void;
  /** What the comment is about. */
  spanNow: () => Span;
  onSend: (wav: Uint8Array<ArrayBuffer>, span: Span) => Promise<boolean>;
}

type Stage =
  | { is: "idle" }
  | { is: "problem"; problem: MicrophoneProblem | "short" }
  | { is: "asking" }
  | { is: "recording"; left: number; peak: number }
  | { is: "recorded"; wav: Uint8Array<ArrayBuffer>; address: string };

const FIELD = "voice";
const SPAN_FIELD = "voice-span";

export function VoiceRecorder({ drafts, onBegin, onEnd, spanNow, onSend }: VoiceRecorderProps) {
  const [stage, setStage] = useState<Stage>(() => (drafts.read(FIELD) ? recorded(keptVoice(drafts, FIELD)) : { is: "idle" }));
  const dictation = useRef<Dictation | null>(null);
  const span = useRef<Span>(parseSpan(drafts.read(SPAN_FIELD)) ?? { start: 0, end: 0 });
  useWarning(stage.is === "recording" || stage.is === "recorded");
  const address = stage.is === "recorded" ? stage.address : null;
  useEffect(() => () => void (address && URL.revokeObjectURL(address)), [address]);
  const isGone = useRef(false);
  useEffect(
    () => () => {
      isGone.current = true;
      dictation.current?.leave();
      dictation.current = null;
    },
    [],
  );

  async function begin(): Promise<void> {
    onBegin();
    span.current = spanNow();
    setStage({ is: "asking" });
    try {
      const recording = await record((count, peak) => {
        if (!dictation.current) return;
        if (count >= recording.most) return void end();
        setStage({ is: "recording", left: Math.ceil((recording.most - count) / recording.rate), peak });
      });
      // Whoever left while the browser asked must find the microphone closed.
      if (isGone.current) return recording.cancel();
      dictation.current = dictate(recording, (wav) => {
        keepVoice(drafts, FIELD, wav);
        drafts.write(SPAN_FIELD, keptSpan(span.current));
      });
      setStage({ is: "recording", left: Math.round(recording.most / recording.rate), peak: 0 });
    } catch (error) {
      setStage({ is: "problem", problem: error instanceof MicrophoneError ? error.problem : "failed" });
      onEnd();
    }
  }

  async function end(): Promise<void> {
    const wav = await dictation.current?.stop();
    if (!wav) return;
    dictation.current = null;
    if (wav !== "short") return setStage(recorded(wav));
    setStage({ is: "problem", problem: "short" });
    onEnd();
  }

  function cancel(): void {
    dictation.current?.cancel();
    dictation.current = null;
    drafts.write(FIELD, "");
    drafts.write(SPAN_FIELD, "");
    setStage({ is: "idle" });
    onEnd();
  }

  if (stage.is === "recording") {
    return (
      <div class="voice is-recording">
        <span role="status">
          <span class="mic-dot" aria-hidden="true" /> {words.speaking}
        </span>
        <meter min={0} max={1} value={stage.peak} aria-label={words.loudnessNow} />
        <span class="countdown">{words.secondsLeft(stage.left)}</span>
        <button type="button" class="primary" onClick={() => void end()}>
          {words.stop}
        </button>
        <button type="button" onClick={cancel}>
          {review.cancel}
        </button>
      </div>
    );
  }
  if (stage.is === "recorded") {
    return (
      <div class="voice">
        <audio controls src={stage.address} aria-label={words.listenBefore} />
        <div class="tools">
          <button
            type="button"
            class="primary"
            onClick={async () => {
              if (await onSend(stage.wav, span.current)) cancel();
            }}
          >
            {words.sendSpoken}
          </button>
          <button type="button" onClick={cancel}>
            {review.discard}
          </button>
        </div>
      </div>
    );
  }
  return (
    <div class="voice">
      <button type="button" disabled={stage.is === "asking"} onClick={() => void begin()}>
        <span class="mic-dot" aria-hidden="true" />
        {/* With no space before it: where a space becomes the text of the next button, Firefox does not draw that. */}
        {words.speak}
      </button>
      {stage.is === "problem" && (
        <p class="problem" role="alert">
          {stage.problem === "short" ? words.voiceTooShort : words.microphone[stage.problem]}
        </p>
      )}
    </div>
  );
}

function recorded(wav: Uint8Array<ArrayBuffer>): Stage {
  return { is: "recorded", wav, address: URL.createObjectURL(new Blob([wav], { type: "audio/wav" })) };
}
