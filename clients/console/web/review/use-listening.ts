// What of a take is looked at, heard and chosen, and what the keys and buttons do with it; with a server and without.
import { useMemo, useState } from "preact/hooks";
import { type Player, speedBeside } from "../audio/player";
import type { Comment } from "../generated/starling/session/v1/review_pb";
import type { Pin } from "../waveform/draw";
import { createStore, useStore } from "../store";
import { type Span, zoomed } from "../waveform/layout";
import { shortestView } from "../waveform/waveform";
import type { Command, QuickKind } from "./keys";
import type { TimeLine } from "./lay-out";
import { rangeFrom, rangeTo, spanOf } from "./range";
import { type Thread, isOpen, threadBeside } from "./threads";
import { usePlayerState } from "./transport";
import { useHold } from "./use-hold";

export interface ListeningOptions {
  player: Player | null;
  line: TimeLine;
  threads: readonly Thread[];
  /** What is looked at; null for the whole take. */
  view: Span | null;
  onView: (view: Span | null) => void;
  /** Where comments are written. */
  field: { current: HTMLTextAreaElement | null };
  /** Returns whether the mark is taken care of. */
  onMark: (kind: QuickKind, span: Span) => Promise<boolean>;
  /** Absent where nobody can rate. */
  onRate?: () => void;
}

/** A comment that is being changed, and what it is to be about. */
export interface Edited {
  name: string;
  span: Span;
}

export function useListening({ player, line, threads, view, onView, field, onMark, onRate }: ListeningOptions) {
  const [chosen, setChosen] = useState<string | null>(null);
  const [range, setRange] = useState<Span | null>(null);
  const edited = useMemo(() => createStore<Edited | null>(null), []);
  const changing = useStore(edited);
  // What the keys and the time line choose is the span of the comment that is being changed, or the next one's.
  const marked = changing?.span ?? range;
  const mark = (span: Span) => (changing ? edited.set({ ...changing, span }) : setRange(span));
  const { status, loop } = usePlayerState(player);
  const { hold, release } = useHold(player);
  const shown = view ?? line.all;
  const here = () => player?.position() ?? 0;
  const spanNow = (): Span => range ?? { start: here(), end: here() };
  // Who goes elsewhere goes on from there: the next comment is the next one from here.
  const seek = (sample: number) => {
    setChosen(null);
    player?.seek(sample);
  };
  const loopOver = (span: Span | null) => player?.setLoop(span);
  const look = (next: Span) => onView(isWhole(next, line.all) ? null : next);
  const choose = (comment: Comment) => {
    setChosen(comment.replyTo || comment.name);
    player?.seek(Number(comment.startSample));
  };
  const pins = useMemo<Pin[]>(
    () =>
      threads.map((thread) => ({
        name: thread.first.name,
        ...spanOf(thread.first),
        isOpen: isOpen(thread),
        isChosen: thread.first.name === chosen,
      })),
    [threads, chosen],
  );
  const choosePin = (name: string) => {
    const thread = threads.find(({ first }) => first.name === name);
    if (thread) choose(thread.first);
  };

  function run(command: Command): void {
    switch (command.do) {
      case "toggle":
        return player?.toggle();
      case "skip":
        return seek(here() + command.seconds * line.rate);
      case "speed":
        return player?.setSpeed(speedBeside(player.state().speed, command.direction));
      case "normalSpeed":
        return player?.setSpeed(1);
      case "section":
      case "loopSection": {
        const place = line.signs[command.index]?.id;
        const band = line.bands.find((band) => band.place === place);
        if (!band) return;
        if (command.do === "section") return seek(band.start);
        return loopOver(loop?.start === band.start && loop.end === band.end ? null : { start: band.start, end: band.end });
      }
      case "comment":
        hold();
        return field.current?.focus();
      case "rangeStart":
        return mark(rangeFrom(marked, here()));
      case "rangeEnd":
        return mark(rangeTo(marked, here()));
      case "clear":
        setRange(null);
        return loopOver(null);
      case "neighbour": {
        const next = threadBeside(threads, chosen, here(), command.direction);
        return next && choose(next.first);
      }
      case "rate":
        return onRate?.();
      case "zoom":
        return look(zoomed(shown, command.factor, here(), line.all, shortestView(line.rate)));
      case "mark":
        void onMark(command.kind, spanNow()).then((isCared) => isCared && setRange(null));
    }
  }
  return { chosen, choose, pins, choosePin, range, setRange, marked, mark, edited, here, spanNow, status, loop, loopOver, view: shown, isWhole: view === null, look, seek, hold, release, run };
}

export type Listening = ReturnType<typeof useListening>;

function isWhole(view: Span, all: Span): boolean {
  return view.end - view.start >= (all.end - all.start) * 0.999;
}
