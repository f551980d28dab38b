import { expect, test } from "vitest";
import type { Recording } from "../audio/microphone";
import { encodeWav } from "../audio/wav";
import { dictate } from "./dictation";

const RATE = 4;

/** A recording of so many seconds, whose last word comes when the test says so. */
function spoken(seconds: number) {
  let count = seconds * RATE;
  let onLastWord = () => {};
  const kept: number[] = [];
  let isOpen = true;
  const close = () => void (isOpen = false);
  const recording: Recording = {
    rate: RATE,
    most: 1000,
    samples: () => new Float32Array(count),
    stop: () => new Promise<void>((resolve) => (onLastWord = resolve)).then(close),
    cancel: close,
  };
  return {
    dictation: dictate(recording, (wav) => kept.push(wav.length)),
    kept,
    isOpen: () => isOpen,
    lastWord() {
      count += 1;
      onLastWord();
    },
  };
}

const bytes = (samples: number) => encodeWav(new Float32Array(samples), RATE).length;

test("stopped, it is kept with its last word, once", async () => {
  const { dictation, kept, isOpen, lastWord } = spoken(2);
  const stopped = dictation.stop();
  const again = dictation.stop();
  expect(kept).toEqual([]);
  lastWord();
  expect(await stopped).toHaveLength(bytes(2 * RATE + 1));
  expect(await again).toBeUndefined();
  expect(kept).toEqual([bytes(2 * RATE + 1)]);
  dictation.leave();
  expect(kept).toHaveLength(1);
  expect(isOpen()).toBe(false);
});

test("left, it is kept at once", () => {
  const { dictation, kept, isOpen } = spoken(2);
  dictation.leave();
  expect(kept).toEqual([bytes(2 * RATE)]);
  expect(isOpen()).toBe(false);
});

test("left while it stops, it is kept at once, and nothing comes after", async () => {
  const { dictation, kept, lastWord } = spoken(2);
  const stopped = dictation.stop();
  dictation.leave();
  expect(kept).toEqual([bytes(2 * RATE)]);
  lastWord();
  expect(await stopped).toBeUndefined();
  expect(kept).toHaveLength(1);
});

test("cancelled, also while it stops, it is not kept", async () => {
  const { dictation, kept, isOpen, lastWord } = spoken(2);
  const stopped = dictation.stop();
  dictation.cancel();
  expect(isOpen()).toBe(false);
  lastWord();
  expect(await stopped).toBeUndefined();
  expect(kept).toEqual([]);
});

test("of less than a second nothing is kept", async () => {
  const short = spoken(0.5);
  const stopped = short.dictation.stop();
  short.lastWord();
  expect(await stopped).toBe("short");
  const left = spoken(0.5);
  left.dictation.leave();
  expect([...short.kept, ...left.kept]).toEqual([]);
});
