// The comments of a take in the order of its time.
import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { late } from "../late";
import { words } from "../words/review";
import { type CommentActions, CommentBody, CommentEditor } from "./comment";
import { useFocusBack } from "./focus";
import type { Outgoing } from "./outbox";
import { spanOf, spanText } from "./range";
import { type Thread, type ThreadFilter, filtered, isOpen } from "./threads";
import type { Listening } from "./use-listening";

const ReplyField = late(() => import("./reply-field").then((module) => module.ReplyField));

export interface CommentListProps extends CommentActions {
  threads: readonly Thread[];
  outgoing: readonly Outgoing[];
  listening: CommentActions["listening"] & Pick<Listening, "chosen" | "choose">;
  onReply: (thread: Thread, text: string) => Promise<boolean>;
  /** Absent where nobody can settle threads. */
  onSettle?: (thread: Thread, isSettled: boolean) => void;
  onRetry: () => void;
  onDiscard: (requestId: string) => void;
}

/** So many threads are added in a frame: a thousand at once would take longer than somebody's scrolling or typing can wait. */
const IN_A_FRAME = 200;

export function CommentList(props: CommentListProps) {
  const { threads, outgoing, canComment } = props;
  const { chosen } = props.listening;
  const [filter, setFilter] = useState<ThreadFilter>("all");
  const shown = useMemo(() => filtered(threads, filter), [threads, filter]);
  const [most, setMost] = useState(IN_A_FRAME);
  useEffect(() => {
    if (shown.length <= most) return;
    const frame = requestAnimationFrame(() => setMost(most + IN_A_FRAME));
    return () => cancelAnimationFrame(frame);
  }, [shown.length, most]);
  const list = useRef<HTMLUListElement>(null);
  const items = useItems();
  const waiting = outgoing.filter(({ replyTo }) => !replyTo);
  // Whoever begins to write may have lost the server by then.
  useEffect(() => {
    if (!canComment) return;
    ReplyField.prepare();
    CommentEditor.prepare();
  }, [canComment]);
  useEffect(() => {
    if (chosen) list.current?.querySelector(".thread.is-chosen")?.scrollIntoView({ block: "nearest" });
  }, [chosen]);
  return (
    <>
      <fieldset class="filter">
        <legend class="visually-hidden">{words.filter}</legend>
        {(["all", "mine", "open"] as const).map((option) => (
          <label key={option}>
            <input type="radio" name="comment-filter" checked={filter === option} onChange={() => setFilter(option)} />
            <span>
              {words[option]} <span class="soft">{filtered(threads, option).length}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {threads.length === 0 && waiting.length === 0 && (
        <p class="soft empty">
          {words.noComments}
          {canComment && ` ${words.firstComment}`}
        </p>
      )}
      {threads.length > 0 && shown.length === 0 && <p class="soft empty">{words.noneFiltered}</p>}
      {waiting.length > 0 && (
        <ul class="threads waiting">
          {waiting.map((comment) => (
            <Waiting key={comment.requestId} {...props} comment={comment} />
          ))}
        </ul>
      )}
      <ul class="threads" ref={list}>
        {items(shown.slice(0, most), chosen, outgoing, props)}
      </ul>
    </>
  );
}

interface Item {
  thread: Thread;
  isChosen: boolean;
  waiting: readonly Outgoing[];
  rate: number;
  canComment: boolean;
  drawn: VNode;
}

/** The threads as elements: those that did not change are the same ones as before, which a thousand need. */
function useItems() {
  const known = useRef(new Map<string, Item>());
  // What an older element calls is still what the list was given last.
  const fresh = useRef({} as CommentListProps).current;
  return (threads: readonly Thread[], chosen: string | null, outgoing: readonly Outgoing[], props: CommentListProps) => {
    Object.assign(fresh, props);
    const next = new Map<string, Item>();
    for (const thread of threads) {
      const { name } = thread.first;
      const isChosen = name === chosen;
      const waiting = outgoing.filter(({ replyTo }) => replyTo === name);
      const before = known.current.get(name);
      const isSame =
        before &&
        before.isChosen === isChosen &&
        isSameList([before.thread.first, ...before.thread.replies], [thread.first, ...thread.replies]) &&
        isSameList(before.waiting, waiting) &&
        before.rate === props.rate &&
        before.canComment === props.canComment;
      const drawn = <ThreadItem key={name} thread={thread} isChosen={isChosen} waiting={waiting} list={fresh} />;
      next.set(name, isSame ? before : { thread, isChosen, waiting, rate: props.rate, canComment: props.canComment, drawn });
    }
    known.current = next;
    return [...next.values()].map(({ drawn }) => drawn);
  };
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, at) => item === b[at]);
}

interface ThreadItemProps {
  thread: Thread;
  isChosen: boolean;
  waiting: readonly Outgoing[];
  list: CommentListProps;
}

function ThreadItem({ thread, isChosen, waiting, list }: ThreadItemProps) {
  const { first, replies } = thread;
  const [isReplying, setReplying] = useState(false);
  const tools = useFocusBack<HTMLDivElement>(isReplying);
  const open = isOpen(thread);
  const time = spanText(spanOf(first), list.rate);
  return (
    <li class={`thread ${open ? "" : "is-resolved"} ${isChosen ? "is-chosen" : ""}`}>
      <div class="thread-head">
        <button type="button" class="moment" aria-label={words.seekTo(time)} onClick={() => list.listening.choose(first)}>
          {time}
        </button>
        {!open && <span class="tag">✓ {words.resolved}</span>}
      </div>
      <CommentBody comment={first} actions={list} />
      {(replies.length > 0 || waiting.length > 0) && (
        <ul class="replies">
          {replies.map((reply) => (
            <li key={reply.name}>
              <CommentBody comment={reply} actions={list} />
            </li>
          ))}
          {waiting.map((reply) => (
            <Waiting key={reply.requestId} {...list} comment={reply} />
          ))}
        </ul>
      )}
      {list.canComment && (
        <div class="thread-tools" ref={tools}>
          {isReplying ? (
            <ReplyField
              author={first.author}
              drafts={list.drafts}
              field={`reply ${first.name}`}
              onSend={(text) => list.onReply(thread, text)}
              onClose={() => setReplying(false)}
            />
          ) : (
            <>
              <button type="button" class="link" onClick={() => setReplying(true)}>
                {words.reply}
              </button>
              {list.onSettle && (
                <button type="button" class="link" onClick={() => list.onSettle?.(thread, open)}>
                  {open ? words.resolve : words.reopen}
                </button>
              )}
            </>
          )}
        </div>
      )}
    </li>
  );
}

type WaitingProps = Pick<CommentListProps, "rate" | "onRetry" | "onDiscard"> & { comment: Outgoing };

/** A comment that the server does not have yet. */
function Waiting({ comment, rate, onRetry, onDiscard }: WaitingProps) {
  return (
    <li class="thread is-waiting">
      {!comment.replyTo && <span class="moment">{spanText(comment, rate)}</span>}
      <span class="tag">{words.notSent}</span>
      {comment.kind !== 0 && <p class={`kind kind-${comment.kind}`}>{words.kinds[comment.kind]}</p>}
      <p class="comment-text">{comment.isSpoken ? words.spoken : comment.text || comment.criterion}</p>
      {comment.refusal !== null && (
        <>
          <p class="problem" role="alert">{words.refused(comment.refusal)}</p>
          <div class="tools">
            <button type="button" onClick={onRetry}>
              {words.tryAgain}
            </button>
            <button type="button" onClick={() => onDiscard(comment.requestId)}>
              {words.discard}
            </button>
          </div>
        </>
      )}
    </li>
  );
}
