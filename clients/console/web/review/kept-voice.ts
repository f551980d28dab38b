// A spoken comment among the drafts. It stays in the tab's own storage like them, a character a byte: that is as much as a
// tab has room for, and it ends with the tab rather than lie on a computer that others use, too.
import type { Drafts } from "./drafts";

/** So few at a time are passed as arguments. */
const RUN = 8192;

export function keepVoice(drafts: Drafts, field: string, wav: Uint8Array): void {
  let text = "";
  for (let at = 0; at < wav.length; at += RUN) text += String.fromCharCode(...wav.subarray(at, at + RUN));
  drafts.write(field, text);
}

/** The same bytes; none where none are kept. */
export function keptVoice(drafts: Drafts, field: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(drafts.read(field), (character) => character.charCodeAt(0));
}
