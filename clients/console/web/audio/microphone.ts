// Records a spoken comment.
import workletAddress from "./capture-worklet.js?url&no-inline";
import { mostSamples } from "./wav";

/** Why nothing can be recorded. */
export type MicrophoneProblem = "insecure" | "refused" | "missing" | "failed";

export class MicrophoneError extends Error {
  constructor(readonly problem: MicrophoneProblem) {
    super(problem);
  }
}

export interface Recording {
  /** The samples in a second. */
  rate: number;
  /** The most samples that it takes; it stops by itself then. */
  most: number;
  /** What it has so far. */
  samples(): Float32Array;
  /** Closes the microphone once it has the last word, too. */
  stop(): Promise<void>;
  /** Closes the microphone at once. */
  cancel(): void;
}

/** What speech needs, and few bytes. */
const SPEECH_RATE = 16_000;

/** Begins to record; `onSamples` is told how many samples there are, and how loud the last ones were (0 to 1). */
export async function record(onSamples: (count: number, peak: number) => void): Promise<Recording> {
  if (!window.isSecureContext || !navigator.mediaDevices) throw new MicrophoneError("insecure");
  const stream = await navigator.mediaDevices
    .getUserMedia({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } })
    .catch((error: unknown) => {
      throw new MicrophoneError(problemOf(error));
    });
  try {
    return await capture(stream, onSamples);
  } catch {
    release(stream);
    throw new MicrophoneError("failed");
  }
}

function release(stream: MediaStream): void {
  stream.getTracks().forEach((track) => track.stop());
}

async function capture(stream: MediaStream, onSamples: (count: number, peak: number) => void): Promise<Recording> {
  const { context, source } = connect(stream);
  try {
    await context.audioWorklet.addModule(workletAddress);
  } catch (error) {
    void context.close();
    throw error;
  }
  // Safari begins with it at rest: the click lies behind the question for the microphone.
  void context.resume();
  const node = new AudioWorkletNode(context, "capture", { numberOfOutputs: 0 });
  const most = mostSamples(context.sampleRate);
  const runs: Float32Array[] = [];
  let count = 0;
  let onRun = () => {};
  node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
    const run = data.subarray(0, most - count);
    runs.push(run);
    count += run.length;
    onSamples(count, run.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0));
    onRun();
  };
  source.connect(node);
  const close = () => {
    release(stream);
    // It is closed already where it is cancelled while it stops.
    context.close().catch(() => {});
  };
  return {
    rate: context.sampleRate,
    most,
    samples: () => joined(runs, count),
    cancel: close,
    async stop() {
      // The last run is not full: it is asked for, so that no end of a word is lost.
      await new Promise<void>((resolve) => {
        onRun = resolve;
        node.port.postMessage("send");
        setTimeout(resolve, 500);
      });
      close();
    },
  };
}

/** Firefox refuses a microphone of another rate than the context's: then the context takes the microphone's. */
function connect(stream: MediaStream) {
  const context = new AudioContext({ sampleRate: SPEECH_RATE });
  try {
    return { context, source: context.createMediaStreamSource(stream) };
  } catch {
    void context.close();
    const own = stream.getAudioTracks()[0]?.getSettings().sampleRate;
    const plain = new AudioContext(own && own <= 48_000 ? { sampleRate: own } : {});
    return { context: plain, source: plain.createMediaStreamSource(stream) };
  }
}

function joined(runs: readonly Float32Array[], count: number): Float32Array {
  const samples = new Float32Array(count);
  let at = 0;
  for (const run of runs) {
    samples.set(run, at);
    at += run.length;
  }
  return samples;
}

function problemOf(error: unknown): MicrophoneProblem {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  return name === "NotFoundError" ? "missing" : "failed";
}
