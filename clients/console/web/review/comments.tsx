// The comments of a take in the order of its time.
import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Comment } from "../generated/starling/session/v1/review_pb";
import { clock } from "../time";
import { words } from "../words/review";
import { type CommentActions, CommentBody } from "./comment";
import { isComposing } from "../shell/shortcuts";
import type { Drafts } from "./drafts";
import { takeFocus, useFocusBack } from "./focus";
import type { Outgoing } from "./outbox";
import { type Thread, type ThreadFilter, filtered, isOpen } from "./threads";

export interface CommentListProps extends CommentActions {
  threads: readonly Thread[];
  outgoing: readonly Outgoing[];
  /** Keeps what is replied. */
  drafts: Drafts;
  rate: number;
  /** The name of the thread that is chosen. */
  chosen: string | null;
  onChoose: (comment: Comment) => void;
  onReply: (thread: Thread, text: string) => Promise<boolean>;
  /** Absent where nobody can settle threads. */
  onSettle?: (thread: Thread, isSettled: boolean) => void;
  onRetry: () => void;
  onDiscard: (requestId: string) => void;
}

export function CommentList(props: CommentListProps) {
  const { threads, outgoing, chosen } = props;
  const [filter, setFilter] = useState<ThreadFilter>("all");
  const shown = useMemo(() => filtered(threads, filter), [threads, filter]);
  const list = useRef<HTMLUListElement>(null);
  const items = useItems();
  const waiting = outgoing.filter(({ replyTo }) => !replyTo);
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
          {props.canComment && ` ${words.firstComment}`}
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
        {items(shown, chosen, outgoing, props)}
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
  const time = spanText(Number(first.startSample), Number(first.endSample), list.rate);
  return (
    <li class={`thread ${open ? "" : "is-resolved"} ${isChosen ? "is-chosen" : ""}`}>
      <div class="thread-head">
        <button type="button" class="moment" aria-label={words.seekTo(time)} onClick={() => list.onChoose(first)}>
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
              label={words.replyLabel(first.author)}
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

interface ReplyFieldProps {
  label: string;
  drafts: Drafts;
  field: string;
  onSend: (text: string) => Promise<boolean>;
  onClose: () => void;
}

function ReplyField({ label, drafts, field, onSend, onClose }: ReplyFieldProps) {
  const [text, setText] = useState(() => drafts.read(field));
  const write = (next: string) => {
    setText(next);
    drafts.write(field, next);
  };
  const send = async () => {
    if (!text.trim() || !(await onSend(text.trim()))) return;
    write("");
    onClose();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <textarea
        aria-label={label}
        ref={takeFocus}
        rows={2}
        maxLength={5000}
        value={text}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (isComposing(event)) return;
          // Kept, and there again when somebody goes on replying.
          if (event.key === "Escape") onClose();
          if (event.key === "Enter" && !event.shiftKey) {
            event.preventDefault();
            void send();
          }
        }}
      />
      <div class="tools">
        <button type="submit" class="primary" disabled={!text.trim()}>
          {words.reply}
        </button>
        <button
          type="button"
          onClick={() => {
            write("");
            onClose();
          }}
        >
          {words.cancel}
        </button>
      </div>
    </form>
  );
}

type WaitingProps = Pick<CommentListProps, "rate" | "onRetry" | "onDiscard"> & { comment: Outgoing };

/** A comment that the server does not have yet. */
function Waiting({ comment, rate, onRetry, onDiscard }: WaitingProps) {
  return (
    <li class="thread is-waiting">
      {!comment.replyTo && <span class="moment">{spanText(comment.start, comment.end, rate)}</span>}
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

function spanText(start: number, end: number, rate: number): string {
  const from = clock(start / rate);
  return end > start ? `${from}–${clock(end / rate)}` : from;
}
