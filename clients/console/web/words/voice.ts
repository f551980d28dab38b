import type { MicrophoneProblem } from "../audio/microphone";

/** What is said around recording a spoken comment. */
export const words = {
  speak: "Speak a comment",
  loudnessNow: "Loudness",
  speaking: "Recording",
  secondsLeft: (seconds: number) => `${seconds} s left`,
  stop: "Stop",
  listenBefore: "Listen before you send it",
  sendSpoken: "Send spoken comment",
  voiceTooShort: "Too short: say something for at least a second.",
  microphone: {
    insecure: "This page can record only over https, or on the computer that the server runs on. Write your comment instead.",
    refused: "The browser was not allowed to use the microphone. Allow it beside the address, then try again.",
    missing: "No microphone was found.",
    failed: "The microphone could not be opened. Another program may be using it.",
  } satisfies Record<MicrophoneProblem, string>,
};
