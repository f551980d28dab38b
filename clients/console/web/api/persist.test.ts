import { Code, ConnectError } from "@connectrpc/connect";
import { expect, test, vi } from "vitest";
import type { Failure } from "./failure";

vi.mock("./pause", () => ({ pause: () => Promise.resolve() }));
const { persist } = await import("./persist");

/** Reads by what is in the list, one after the other; an error is thrown. */
async function check(outcomes: (object | ConnectError)[], expected: object | undefined, told: Code[]) {
  const failures: Failure[] = [];
  const read = async () => {
    const outcome = outcomes.shift();
    if (!outcome || outcome instanceof ConnectError) throw outcome;
    return outcome;
  };
  expect(await persist(read, new AbortController().signal, (failure) => failures.push(failure))).toBe(expected);
  expect(failures.map(({ code }) => code)).toEqual(told);
  expect(outcomes).toEqual([]);
}

const error = (code: Code) => new ConnectError("", code);
const found = {};

test("tries again what fails in passing, and tells it", () =>
  check([error(Code.Unavailable), error(Code.Unavailable), found], found, [Code.Unavailable, Code.Unavailable]));

test("tries again what somebody else has cancelled, and tells nobody", () => check([error(Code.Canceled), found], found, []));

test("ends where another attempt would fail, too", () => check([error(Code.NotFound)], undefined, [Code.NotFound]));

test("asks nobody once it is aborted", async () => {
  const read = vi.fn();
  expect(await persist(read, AbortSignal.abort(), () => {})).toBeUndefined();
  expect(read).not.toHaveBeenCalled();
});
