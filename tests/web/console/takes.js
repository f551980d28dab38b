// Takes that come to a server in pieces, or not at all: what a recorder does, step by step.

const { randomUUID } = require("node:crypto");
const { blake3 } = require("@noble/hashes/blake3");
const { Fit } = require("./services");

const CHUNK = 1 << 18;

/** Creates a session; gives its name. */
async function createSession({ sessions }, title) {
  const { session } = await sessions.createSession({ requestId: randomUUID(), title });
  return session.name;
}

/** Creates a take in a session and opens its upload. */
async function createTake({ sessions, uploads }, parent, { question = "worst-production-incident", format = "l6-2min" } = {}) {
  const { take } = await sessions.createTake({
    parent,
    requestId: randomUUID(),
    question: `packs/amazon-em/questions/${question}`,
    format: `packs/amazon-em/formats/${format}`,
    fit: Fit.PRINTED,
  });
  const { upload } = await uploads.openUpload({ take: take.name, requestId: randomUUID() });
  return { name: take.name, writerEpoch: upload.writerEpoch, sentBytes: 0 };
}

/** Appends bytes to an upload. */
async function append({ uploads }, take, bytes) {
  for (let start = 0; start < bytes.length; start += CHUNK) {
    const data = bytes.subarray(start, start + CHUNK);
    const { name, writerEpoch } = take;
    const offsetBytes = BigInt(take.sentBytes);
    await uploads.appendUpload({ chunk: { take: name, writerEpoch, offsetBytes, data, crc32c: crc32c(data) } });
    take.sentBytes += data.length;
  }
}

/** Completes an upload of exactly these bytes. */
async function complete({ uploads }, { name, writerEpoch }, bytes) {
  await uploads.finishUpload({ take: name, writerEpoch, sizeBytes: BigInt(bytes.length), blake3: blake3(bytes) });
}

/** Tells how a take ended, and has it scored where it has marks. */
async function finish({ sessions }, { name }, marks) {
  await sessions.finishTake({ name, end: { marks, lostFrameCount: 0n, ended: "stopped" } });
  if (marks.length > 0) await sessions.createReport({ parent: name, requestId: randomUUID() });
}

/** A whole take of a WAV; gives its name. */
async function store(clients, parent, wav, marks = [], of = {}) {
  const take = await createTake(clients, parent, of);
  await append(clients, take, wav);
  await complete(clients, take, wav);
  await finish(clients, take, marks);
  return take.name;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0x82f63b78 : sum >>> 1;
  return sum;
});

/** CRC-32C (Castagnoli), as RFC 3720 has it. */
function crc32c(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ TABLE[(sum ^ byte) & 0xff];
  return (sum ^ 0xffffffff) >>> 0;
}

module.exports = { append, complete, createSession, createTake, finish, store };
