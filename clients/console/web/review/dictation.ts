// A comment while it is spoken. It ends once, by what comes first: stopped, left or cancelled.
import type { Recording } from "../audio/microphone";
import { encodeWav } from "../audio/wav";

export interface Dictation {
  /** Ends it after the last word: what was kept, or that it is too short; nothing where it has ended before that. */
  stop(): Promise<Uint8Array<ArrayBuffer> | "short" | undefined>;
  /** Keeps at once what there is so far, so that whoever comes back finds it, however soon. */
  leave(): void;
  /** Keeps nothing. */
  cancel(): void;
}

/** Takes care of what is recorded: `keep` gets it as a WAV file. */
export function dictate(recording: Recording, keep: (wav: Uint8Array<ArrayBuffer>) => void): Dictation {
  let isStopping = false;
  let isOver = false;

  function finish() {
    isOver = true;
    const samples = recording.samples();
    if (samples.length < recording.rate) return "short";
    const wav = encodeWav(samples, recording.rate);
    keep(wav);
    return wav;
  }

  return {
    async stop() {
      if (isStopping) return;
      isStopping = true;
      await recording.stop();
      return isOver ? undefined : finish();
    },
    leave() {
      if (!isOver) finish();
      recording.cancel();
    },
    cancel() {
      isOver = true;
      recording.cancel();
    },
  };
}
