// Recordings with sections, in the formats that people practise with.

const fs = require("node:fs");

const RATE = 16_000;

/**
 * Writes a WAV that sounds like speech to a meter: bursts of noise with pauses between, louder and softer; and a label
 * track of its sections. `sections` are pairs of a place and its seconds.
 */
function recording(file, sections, { rate = RATE, level = 0.3 } = {}) {
  const seconds = sections.reduce((sum, [, length]) => sum + length, 0);
  const sampleCount = Math.round(seconds * rate);
  const pcm = new Int16Array(sampleCount);
  // A fixed linear congruential generator (Numerical Recipes): the same file each time.
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  let loudness = 1;
  for (let sample = 0; sample < sampleCount; sample += 1) {
    const time = sample / rate;
    const isSpeech = time % 4 < 3.4;
    // Syllables, no two of them as loud.
    if (sample % Math.round(rate / 5) === 0) loudness = 0.5 + 0.5 * random();
    const syllable = loudness * (0.4 + 0.6 * Math.abs(Math.sin(time * 9)));
    const voice = Math.sin(time * 2 * Math.PI * 140) * 0.6 + (random() - 0.5) * 0.8;
    pcm[sample] = isSpeech ? voice * syllable * level * 32767 : (random() - 0.5) * 8;
  }
  fs.writeFileSync(file, Buffer.concat([header(rate, sampleCount), Buffer.from(pcm.buffer)]));
  const labels = file.replace(/\.wav$/, ".labels.txt");
  let start = 0;
  const lines = sections.map(([place, length]) => {
    const line = `${start.toFixed(6)}\t${(start + length).toFixed(6)}\t${place}`;
    start += length;
    return line;
  });
  fs.writeFileSync(labels, `${lines.join("\n")}\n`);
  return { wav: file, labels };
}

function header(rate, sampleCount) {
  const size = sampleCount * 2;
  const bytes = Buffer.alloc(44);
  bytes.write("RIFF", 0);
  bytes.writeUInt32LE(36 + size, 4);
  bytes.write("WAVEfmt ", 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(rate * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36);
  bytes.writeUInt32LE(size, 40);
  return bytes;
}

/** A WAV of digital silence. */
function silence(seconds, rate = RATE) {
  const sampleCount = Math.round(seconds * rate);
  return Buffer.concat([header(rate, sampleCount), Buffer.alloc(sampleCount * 2)]);
}

module.exports = { recording, silence };
