import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test } from "vitest";
import { failures } from "../words/failures";
import { failureOf } from "./failure";

function refused(code: Code, reason: string): ConnectError {
  const error = new ConnectError("as the server says", code);
  const value = new BinaryWriter()
    .tag(2, WireType.LengthDelimited)
    .string("starling")
    .tag(1, WireType.LengthDelimited)
    .string(reason)
    .finish();
  error.details = [{ type: "google.rpc.ErrorInfo", value }];
  return error;
}

test("a reason is told in words", () => {
  const { reason, text, isPassing } = failureOf(refused(Code.Aborted, "ETAG_MISMATCH"));
  expect({ reason, text, isPassing }).toEqual({ reason: "ETAG_MISMATCH", text: failures.byReason.ETAG_MISMATCH, isPassing: false });
});

test("what passes is tried again", () => {
  const check = (error: unknown, isPassing: boolean) => expect(failureOf(error).isPassing).toBe(isPassing);
  check(new ConnectError("gone", Code.Unavailable), true);
  check(new TypeError("Failed to fetch"), true);
  check(refused(Code.ResourceExhausted, "TOO_MANY_REDEMPTIONS"), true);
  check(refused(Code.ResourceExhausted, "QUOTA_EXCEEDED"), false);
  check(refused(Code.Unknown, "UNEXPECTED"), false);
  check(new ConnectError("no", Code.PermissionDenied), false);
});

test("details that are cut short are no reason", () => {
  const error = new ConnectError("odd", Code.Internal);
  error.details = [{ type: "google.rpc.ErrorInfo", value: Uint8Array.of(0x0a, 0x50, 0x41) }];
  expect(failureOf(error).reason).toBe("");
});
