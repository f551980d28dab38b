// A page that brings a take to a server chunk by chunk: a browser cannot stream what it sends.

import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { ErrorInfoSchema } from "generated/error_info_pb";
import { Fit, SessionService } from "generated/starling/session/v1/session_pb";
import { TakeUploadService, UploadState } from "generated/starling/session/v1/take_upload_pb";

globalThis.visit = async ({ url, token, wav }) => {
  const transport = createGrpcWebTransport({
    baseUrl: url,
    interceptors: [
      (next) => (request) => {
        request.header.set("authorization", `Bearer ${token}`);
        return next(request);
      },
    ],
  });
  try {
    return await upload(createClient(SessionService, transport), createClient(TakeUploadService, transport), wav);
  } catch (error) {
    return refusal(error);
  }
};

async function upload(sessions, uploads, wav) {
  const { session } = await sessions.createSession({ requestId: crypto.randomUUID(), title: "From a page" });
  const created = await sessions.createTake({
    parent: session.name,
    requestId: crypto.randomUUID(),
    question: "packs/amazon-em/questions/failed-technology-bet",
    format: "packs/amazon-em/formats/l6-2min",
    fit: Fit.PRINTED,
  });
  const take = created.take.name;
  const opened = await uploads.openUpload({ take, requestId: crypto.randomUUID() });
  const writerEpoch = opened.upload.writerEpoch;
  const bytes = Uint8Array.from({ length: wav.size }, (_, index) => index % wav.period);

  const append = async ({ start, size, crc32c }) => {
    const data = bytes.slice(start, start + size);
    const answer = await uploads.appendUpload({
      chunk: { take, writerEpoch, offsetBytes: BigInt(start), data, crc32c },
    });
    return answer.committedSizeBytes.toString();
  };

  const [first, ...rest] = wav.chunks;
  const committed = [await append(first)];
  const refused = await append(rest.at(-1)).then(() => null, refusal);
  for (const chunk of rest) {
    committed.push(await append(chunk));
  }
  const hash = Uint8Array.from(wav.blake3);
  const finished = await uploads.finishUpload({ take, writerEpoch, sizeBytes: BigInt(wav.size), blake3: hash });

  const heard = [];
  for await (const { data } of sessions.readAudio({ name: take })) {
    heard.push(...data);
  }
  return {
    committed,
    refused,
    is_complete: finished.upload.state === UploadState.COMPLETE,
    is_read_back: heard.length === bytes.length && heard.every((byte, index) => byte === bytes[index]),
  };
}

function refusal(error) {
  const connectError = ConnectError.from(error);
  const [info] = connectError.findDetails(ErrorInfoSchema);
  return { code: Code[connectError.code], reason: info?.reason, metadata: info?.metadata };
}
