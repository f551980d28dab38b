// A WAV file: one channel of 16-bit integers.

const HEADER_BYTES = 44;

/** Samples from -1 to 1 as a WAV file; what is beyond is cut off. */
export function encodeWav(samples: Float32Array, rate: number): Uint8Array<ArrayBuffer> {
  const dataBytes = samples.length * 2;
  const bytes = new Uint8Array(HEADER_BYTES + dataBytes);
  const view = new DataView(bytes.buffer);
  const word = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  word(0, "RIFF");
  view.setUint32(4, HEADER_BYTES - 8 + dataBytes, true);
  word(8, "WAVE");
  word(12, "fmt ");
  view.setUint32(16, 16, true); // bytes of this chunk
  view.setUint16(20, 1, true); // integers
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true); // bytes in a second
  view.setUint16(32, 2, true); // bytes of a frame
  view.setUint16(34, 16, true); // bits of a sample
  word(36, "data");
  view.setUint32(40, dataBytes, true);
  samples.forEach((sample, at) => {
    view.setInt16(HEADER_BYTES + at * 2, Math.round(Math.min(1, Math.max(-1, sample)) * 32767), true);
  });
  return bytes;
}

/** The most samples that a spoken comment may have: 120 seconds, and no more than fit into 2 MiB. */
export function mostSamples(rate: number): number {
  return Math.min(120 * rate, Math.floor((2 * 1024 * 1024 - HEADER_BYTES) / 2));
}
