import { expect, test } from "vitest";
import { CommentKind } from "../generated/starling/session/v1/review_pb";
import { draftsOf } from "./drafts";
import { type Outgoing, type Sent, createOutbox } from "./outbox";

function comment(requestId: string, more: Partial<Outgoing> = {}): Outgoing {
  return {
    requestId,
    author: "Clara",
    start: 10,
    end: 10,
    text: requestId,
    kind: CommentKind.UNSPECIFIED,
    criterion: "",
    replyTo: "",
    isSpoken: false,
    refusal: null,
    ...more,
  };
}

/** An outbox to a server that answers as it is told, with waits that end at once. */
function outboxWith(answers: Sent[], kept = new Map<string, string>()) {
  const sent: string[] = [];
  const heard: number[][] = [];
  const waits: number[] = [];
  let shown: readonly Outgoing[] = [];
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const outbox = createOutbox({
    drafts: draftsOf("me", "take", storage),
    send: async ({ requestId }, voice) => {
      sent.push(requestId);
      heard.push([...voice]);
      return answers.shift() ?? { is: "done" };
    },
    onChange: (outgoing) => (shown = outgoing),
    wait: async (ms) => void waits.push(ms),
  });
  return { outbox, sent, heard, waits, kept, shown: () => shown };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

test("repeats the same request, more and more slowly, until it is there", async () => {
  const { outbox, sent, waits, kept, shown } = outboxWith([{ is: "later" }, { is: "later" }, { is: "later" }]);
  outbox.add(comment("a"));
  expect(shown()).toHaveLength(1);
  await settled();
  expect(sent).toEqual(["a", "a", "a", "a"]);
  expect(waits).toEqual([1000, 2000, 4000]);
  expect(shown()).toEqual([]);
  expect(kept.size).toBe(0);
});

test("sends one after the other in the order in which they were said", async () => {
  const { outbox, sent } = outboxWith([{ is: "later" }]);
  outbox.add(comment("a"));
  outbox.add(comment("b"));
  await settled();
  expect(sent).toEqual(["a", "a", "b"]);
});

test("what is refused stays, with the reason, and holds nobody up", async () => {
  const { outbox, sent, shown } = outboxWith([{ is: "refused", why: "the link ended" }]);
  outbox.add(comment("a"));
  outbox.add(comment("b"));
  await settled();
  expect(shown().map(({ requestId, refusal }) => [requestId, refusal])).toEqual([["a", "the link ended"]]);
  outbox.retry();
  await settled();
  expect(sent).toEqual(["a", "b", "a"]);
  expect(shown()).toEqual([]);
});

test("a refused one can be given up", async () => {
  const { outbox, kept, shown } = outboxWith([{ is: "refused", why: "no" }]);
  outbox.add(comment("a"));
  await settled();
  outbox.discard("a");
  expect(shown()).toEqual([]);
  expect(kept.size).toBe(0);
});

test("a reload goes on with the same request ids", async () => {
  const kept = new Map<string, string>();
  const never = new Promise<Sent>(() => {});
  const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: () => {} };
  createOutbox({ drafts: draftsOf("me", "take", storage), send: () => never, onChange: () => {} }).add(comment("a", { text: "before" }));
  const { sent } = outboxWith([], kept);
  await settled();
  expect(sent).toEqual(["a"]);
});

test("what was spoken goes on after a reload, too, and leaves nothing behind", async () => {
  const kept = new Map<string, string>();
  const before = outboxWith([{ is: "refused", why: "no" }], kept);
  before.outbox.add(comment("a", { isSpoken: true }), Uint8Array.of(0, 127, 128, 255));
  await settled();
  before.outbox.close();
  const { outbox, heard } = outboxWith([], kept);
  outbox.retry();
  await settled();
  expect(heard).toEqual([[0, 127, 128, 255]]);
  expect(kept.size).toBe(0);
});

test("what was spoken and had no room is not sent without its audio", async () => {
  const kept = new Map<string, string>();
  outboxWith([{ is: "refused", why: "no" }], kept).outbox.add(comment("a", { isSpoken: true }), Uint8Array.of(1));
  await settled();
  kept.delete("draft:me:take:voice a");
  expect(outboxWith([], kept).shown()).toEqual([]);
});

test("what cannot be read is no reason to fail", () => {
  const kept = new Map([["draft:me:take:outbox", '[{"text":1}, 7, null']]);
  expect(outboxWith([], kept).shown()).toEqual([]);
  expect(outboxWith([], new Map([["draft:me:take:outbox", '[{"text":1}, 7, null]']])).shown()).toEqual([]);
});
