import { Code, ConnectError } from "@connectrpc/connect";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { failures } from "../words/failures";

/** Why a call came to nothing, for programs and for people. */
export interface Failure {
  code: Code;
  /** Of the server's ErrorInfo, such as `ETAG_MISMATCH`; empty where it gave none. */
  reason: string;
  /** Whether the same call may succeed later. */
  isPassing: boolean;
  /** A sentence or two for people. */
  text: string;
}

export function failureOf(error: unknown): Failure {
  const { code, details } = ConnectError.from(error);
  const reason = errorInfoReason(details);
  // What fetch throws when nobody answers has no code of its own.
  const isAway = code === Code.Unavailable || (code === Code.Unknown && reason === "");
  const isPassing = isAway || code === Code.DeadlineExceeded || reason === "TOO_MANY_REDEMPTIONS";
  const text = failures.byReason[reason] ?? (isAway ? failures.away : failures.unexpected(Code[code] ?? "", reason));
  return { code, reason, isPassing, text };
}

/** Whether the caller went away before the answer, on purpose: nothing to tell. */
export function isCanceled(error: unknown): boolean {
  return ConnectError.from(error).code === Code.Canceled;
}

/** The `reason` of a google.rpc.ErrorInfo, its first field. */
function errorInfoReason(details: ConnectError["details"]): string {
  for (const detail of details) {
    if (!("type" in detail) || detail.type !== "google.rpc.ErrorInfo") continue;
    const reader = new BinaryReader(detail.value);
    try {
      while (reader.pos < reader.len) {
        const [field, wire] = reader.tag();
        if (field === 1 && wire === WireType.LengthDelimited) return reader.string();
        reader.skip(wire, field);
      }
    } catch {
      // Cut short: as if there were none.
    }
  }
  return "";
}
