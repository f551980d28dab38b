import { create } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import { type Comment, CommentSchema } from "../generated/starling/session/v1/review_pb";
import { filtered, heardAt, threadBeside, threadsOf } from "./threads";

interface Said {
  id: string;
  at?: number;
  end?: number;
  said?: number;
  to?: string;
  isOwn?: boolean;
  isResolved?: boolean;
  criterion?: string;
}

function comment({ id, at = 0, end = at, said = 0, to = "", isOwn = false, isResolved = false, criterion = "" }: Said): Comment {
  return create(CommentSchema, {
    name: id,
    startSample: BigInt(at),
    endSample: BigInt(end),
    createTime: timestampFromMs(said),
    replyTo: to,
    isOwn,
    criterion,
    ...(isResolved ? { resolveTime: timestampFromMs(1) } : {}),
  });
}

const names = (threads: readonly { first: Comment }[]) => threads.map(({ first }) => first.name);

test("threads stand in the order of the take, replies as they were said", () => {
  const threads = threadsOf([
    comment({ id: "late", at: 900 }),
    comment({ id: "second answer", to: "early", said: 30 }),
    comment({ id: "first answer", to: "early", said: 20 }),
    comment({ id: "range", at: 10, end: 90 }),
    comment({ id: "early", at: 10 }),
    comment({ id: "answer to nothing", to: "gone" }),
  ]);
  expect(names(threads)).toEqual(["early", "range", "late"]);
  expect(threads[0]?.replies.map(({ name }) => name)).toEqual(["first answer", "second answer"]);
});

test("mine are threads in which I said something, open ones those not settled", () => {
  const threads = threadsOf([
    comment({ id: "mine", at: 1, isOwn: true, isResolved: true }),
    comment({ id: "theirs", at: 2 }),
    comment({ id: "answered by me", at: 3 }),
    comment({ id: "my answer", to: "answered by me", isOwn: true }),
  ]);
  expect(names(filtered(threads, "mine"))).toEqual(["mine", "answered by me"]);
  expect(names(filtered(threads, "open"))).toEqual(["theirs", "answered by me"]);
  expect(filtered(threads, "all")).toHaveLength(3);
});

test("the neighbour is the one beside what is chosen, or else beside the moment", () => {
  const threads = threadsOf([comment({ id: "a", at: 10 }), comment({ id: "b", at: 10 }), comment({ id: "c", at: 50 })]);
  expect(threadBeside(threads, null, 20, 1)?.first.name).toBe("c");
  expect(threadBeside(threads, null, 20, -1)?.first.name).toBe("b");
  expect(threadBeside(threads, "a", 999, 1)?.first.name).toBe("b");
  expect(threadBeside(threads, "c", 0, 1)).toBeUndefined();
  expect(threadBeside(threads, "gone", 60, 1)).toBeUndefined();
});

test("a criterion is heard where somebody ticked it", () => {
  const threads = threadsOf([comment({ id: "b", at: 9, criterion: "x" }), comment({ id: "a", at: 3, criterion: "x" }), comment({ id: "c" })]);
  expect(heardAt(threads, "x").map(({ name }) => name)).toEqual(["a", "b"]);
});

test("1,000 threads with 4,000 replies stay in order", () => {
  const many = Array.from({ length: 5000 }, (_, n) =>
    n % 5 === 0 ? comment({ id: `t${n}`, at: (n * 7919) % 5003 }) : comment({ id: `r${n}`, to: `t${n - (n % 5)}`, said: -n }),
  );
  const threads = threadsOf(many);
  expect(threads).toHaveLength(1000);
  const moments = threads.map(({ first }) => first.startSample);
  expect(moments.every((at, n) => n === 0 || (moments[n - 1] ?? 0n) <= at)).toBe(true);
  expect(threads.every(({ replies }) => replies.length === 4)).toBe(true);
});
