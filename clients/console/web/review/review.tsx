import { timestampDate } from "@bufbuild/protobuf/wkt";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useCaller } from "../api/caller";
import { overviews, playback, reviews } from "../api/clients";
import { failureOf } from "../api/failure";
import { useConnection } from "../api/watch";
import { speedBeside } from "../audio/player";
import { isRevealed, mustRate, reveal } from "../blind";
import { Level } from "../generated/starling/content/v1/level_pb";
import { TakeState } from "../generated/starling/session/v1/overview_pb";
import { AudioContent } from "../generated/starling/session/v1/playback_pb";
import type { Comment } from "../generated/starling/session/v1/review_pb";
import { late } from "../late";
import { pathOf, sessionOf } from "../routes";
import { FailureNotice, Heading, Skeleton, useTitle } from "../shell/screen";
import { useShortcuts } from "../shell/shortcuts";
import { ofTab } from "../storage";
import { isSilent } from "../waveform/buckets";
import { type Span, zoomed } from "../waveform/layout";
import { Waveform, shortestView } from "../waveform/waveform";
import { when } from "../words/dates";
import { words } from "../words/review";
import { Checklist } from "./checklist";
import { Conflict } from "./comment";
import { CommentList } from "./comments";
import { Composer } from "./composer";
import type { ReviewData } from "./data";
import { draftsOf } from "./drafts";
import { ExportMenu } from "./export-menu";
import { type Command, keyRows, shortcutsOf } from "./keys";
import { layOut, withoutOverruns } from "./lay-out";
import { rangeFrom, rangeTo } from "./range";
import { Facts, SectionTable } from "./section-table";
import { SentReviews } from "./sent-reviews";
import { Tabs } from "./tabs";
import { isOpen, threadBeside, threadsOf } from "./threads";
import { Transport, usePlayerState } from "./transport";
import { useComments } from "./use-comments";
import { usePlayer } from "./use-player";
import { useHold } from "./use-hold";
import { useOwnReview } from "./use-rating";
import { type LiveReview, useReview } from "./use-review";
import { useWaves } from "./use-waves";
import "../review.css";

const RatingForm = late(() => import("./rating").then((module) => module.RatingForm));

/** One take: heard, seen, commented and rated. */
export function ReviewScreen({ take }: { take: string }) {
  const live = useReview(take);
  useTitle(live.data?.take.question?.title ?? "");
  if (live.data) return <Review take={take} live={live} data={live.data} />;
  return live.failure ? <FailureNotice failure={live.failure} retry={live.reload} /> : <Skeleton />;
}

function Review({ take, live, data }: { take: string; live: LiveReview; data: ReviewData }) {
  const caller = useCaller();
  const canComment = caller.role !== "listener";
  const drafts = useMemo(() => draftsOf(take, ofTab), [take]);
  const [view, setView] = useState<Span | null>(null);
  const [pixels, setPixels] = useState(0);
  const { waves, failure: waveFailure } = useWaves(take, live.version, view, pixels);
  const line = useMemo(() => layOut(data.take, data.report, waves[0]), [data.take, data.report, waves[0]]);
  const { rate, sampleCount, bands } = line;
  // The waveform may have been drawn before the damage: it is found when the audio is read.
  const [isDamaged, setDamaged] = useState(false);
  const player = usePlayer(take, waves[0] ? { rate, sampleCount } : null, async () => {
    try {
      return (await playback.createAudioUrl({ name: take })).path;
    } catch (error) {
      if (failureOf(error).reason === "STORED_DATA_DAMAGED") setDamaged(true);
      throw error;
    }
  });
  const { status, loop } = usePlayerState(player);
  usePrinting();
  useHeard(take, status === "playing");
  useRevival(status === "failed" ? () => player?.retry() : null);

  const threads = useMemo(() => threadsOf(data.comments.values()), [data.comments]);
  const model = useComments(take, drafts, live.apply);
  const [chosen, setChosen] = useState<string | null>(null);
  const [range, setRange] = useState<Span | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [tab, setTab] = useState(caller.role === "owner" ? "timing" : "question");

  const takeLevel = data.take.question?.level ?? Level.UNSPECIFIED;
  const written = useMemo(() => [...data.reviews.values()].sort(byCreation), [data.reviews]);
  const own = written.find((review) => review.isOwn) ?? null;
  const rating = useOwnReview({
    take,
    takeLevel,
    own,
    drafts,
    onSaved: (review) => live.apply({ case: "review", value: review }),
  });
  const [isAsked, setAsked] = useState(() => isRevealed(take));
  const isUnrated = mustRate(caller.role, rating.draft, data.rubrics, takeLevel);
  const isBlind = isUnrated && !isAsked;
  const drawn = useMemo(() => (isBlind ? withoutOverruns(line) : line), [isBlind, line]);

  const { hold, release } = useHold(player);
  const here = () => player?.position() ?? 0;
  const spanNow = (): Span => range ?? { start: here(), end: here() };
  const shown = view ?? line.all;
  // Who goes elsewhere goes on from there: the next comment is the next one from here.
  const seek = (sample: number) => {
    setChosen(null);
    player?.seek(sample);
  };
  const loopOver = (span: Span | null) => player?.setLoop(span);
  const choose = (comment: Comment) => {
    setChosen(comment.replyTo || comment.name);
    player?.seek(Number(comment.startSample));
  };

  function run(command: Command): void {
    switch (command.do) {
      case "toggle":
        return player?.toggle();
      case "skip":
        return seek(here() + command.seconds * rate);
      case "speed":
        return player?.setSpeed(speedBeside(player.state().speed, command.direction));
      case "normalSpeed":
        return player?.setSpeed(1);
      case "section":
      case "loopSection": {
        const place = line.signs[command.index]?.id;
        const band = bands.find((band) => band.place === place);
        if (!band) return;
        if (command.do === "section") return seek(band.start);
        return loopOver(loop?.start === band.start && loop.end === band.end ? null : { start: band.start, end: band.end });
      }
      case "comment":
        hold();
        return field.current?.focus();
      case "rangeStart":
        return setRange(rangeFrom(range, here()));
      case "rangeEnd":
        return setRange(rangeTo(range, here()));
      case "clear":
        setRange(null);
        return loopOver(null);
      case "neighbour": {
        const next = threadBeside(threads, chosen, here(), command.direction);
        return next && choose(next.first);
      }
      case "rate":
        setTab("rating");
        // The panel is drawn before the next frame.
        requestAnimationFrame(() => document.querySelector<HTMLElement>("#panel-rating input")?.focus());
        return;
      case "zoom": {
        const next = zoomed(shown, command.factor, here(), line.all, shortestView(rate));
        return setView(isWhole(next, line.all) ? null : next);
      }
      case "mark":
        void model.say({ span: spanNow(), kind: command.kind }).then((isCared) => isCared && setRange(null));
        return;
    }
  }
  const rows = useMemo(() => keyRows(line.signs.map(({ id }) => line.titleOf(id)), canComment), [line, canComment]);
  useShortcuts(shortcutsOf(rows, run));

  const state = useTakeState(take, live.takeState, waveFailure?.reason === "UPLOAD_INCOMPLETE");
  const whyUnheard = waveFailure && !waveFailure.isPassing && waves.length === 0 ? whyNothing(waveFailure.reason, state, data) ?? waveFailure.text : null;
  const obstacle = isDamaged || state === TakeState.DAMAGED ? words.damaged : whyUnheard;
  const sent = written.filter((review) => review.sendTime).sort(bySending);
  const pins = useMemo(
    () =>
      threads.map((thread) => ({
        name: thread.first.name,
        start: Number(thread.first.startSample),
        end: Number(thread.first.endSample),
        isOpen: isOpen(thread),
        isChosen: thread.first.name === chosen,
      })),
    [threads, chosen],
  );

  const timing = (
    <>
      {isBlind && (
        <aside class="blind">
          <h3>{words.blindTitle}</h3>
          <p>{canComment ? words.blind : words.blindListener}</p>
          <button
            type="button"
            onClick={() => {
              setAsked(true);
              reveal(take);
            }}
          >
            {words.reveal}
          </button>
        </aside>
      )}
      {isUnrated && isAsked && canComment && <p class="soft">{words.revealed}</p>}
      {data.report ? (
        <>
          <SectionTable report={data.report} signs={line.signs} titleOf={line.titleOf} isBlind={isBlind} />
          <Facts report={data.report} />
        </>
      ) : (
        <p class="soft">{obstacle || bands.length ? words.noReport : words.noMarks}</p>
      )}
    </>
  );

  const question = data.take.question;
  const tabs = [
    { id: "timing", title: words.timing, content: timing },
    {
      id: "question",
      title: words.question,
      content: question && (
        <Checklist
          question={question}
          threads={threads}
          waiting={model.outgoing.filter(({ refusal }) => refusal === null).map(({ criterion }) => criterion)}
          rate={rate}
          canComment={canComment}
          onTick={(criterion, kind) => void model.say({ span: spanNow(), kind, criterion })}
          onUntick={(comments) => comments.forEach((comment) => void model.remove(comment))}
          onSeek={seek}
        />
      ),
    },
    ...(canComment
      ? [
          {
            id: "rating",
            title: words.rating,
            content: rating.theirs ? (
              <Conflict
                theirs={`${rating.theirs.note}\n${rating.theirs.nextStep}`.trim()}
                yours={`${rating.draft.note}\n${rating.draft.nextStep}`.trim()}
                onTheirs={() => rating.choose("theirs")}
                onYours={() => rating.choose("mine")}
              />
            ) : (
              <RatingForm
                rubrics={data.rubrics}
                draft={rating.draft}
                onChange={rating.change}
                saveState={rating.saveState}
                sentText={own?.sendTime ? words.sent(when(timestampDate(own.sendTime))) : null}
                onSend={() => void rating.send()}
                problem={rating.problem}
              />
            ),
          },
        ]
      : []),
  ];

  // What a coach sent comes first for the speaker.
  const isReviewed = caller.role === "owner" && sent.length > 0;
  const reviewsPanel = (caller.role === "owner" || sent.length > 0) && (
    <section class="sent-reviews card" aria-label={words.reviews}>
      {/* That there is one is told aloud; the text, which its author may still change, is read when it is wanted. */}
      <p class="visually-hidden" role="status">
        {sent[0] && words.reviewArrived(sent[0].author)}
      </p>
      <SentReviews
        reviews={sent}
        rubrics={data.rubrics}
        takeLevel={takeLevel}
        sentText={(review) => (review.sendTime ? words.sent(when(timestampDate(review.sendTime))) : "")}
      />
    </section>
  );

  return (
    <div class="review">
      <header class="review-head">
        <div>
          <Heading>{question?.title ?? ""}</Heading>
          <p class="soft">
            <a href={pathOf(sessionOf(take))}>{words.backToSession}</a>
            {" · "}
            {words.takeLine(
              data.take.format?.title ?? "",
              data.take.createTime ? when(timestampDate(data.take.createTime)) : "",
            )}
          </p>
        </div>
        <ExportMenu
          load={(format) => reviews.exportReview({ name: take, format })}
          {...(sampleCount > 0 && waves[0]
            ? {
                audioAddress: async () =>
                  (await playback.createAudioUrl({ name: take, content: AudioContent.WITH_COMMENTS })).path,
              }
            : {})}
          problemText={(error) => failureOf(error).text}
        />
      </header>
      <div class="review-body">
        <div class="review-main">
          {isReviewed && reviewsPanel}
          <section class="card player" aria-label={words.timeline}>
            {obstacle ? (
              <p class="obstacle" role="status">{obstacle}</p>
            ) : waves[0] && sampleCount === 0 ? (
              <p class="obstacle">{words.empty}</p>
            ) : waves[0] ? (
              <>
                {isSilent(waves[0]) && <p class="obstacle-line">{words.silent}</p>}
                {bands.length === 0 && <p class="obstacle-line">{words.noMarks}</p>}
                <Waveform
                  {...drawn}
                  waves={waves}
                  pins={pins}
                  player={player}
                  view={shown}
                  onView={(next) => setView(isWhole(next, line.all) ? null : next)}
                  onWidth={setPixels}
                  onSeek={seek}
                  onPin={(name) => {
                    const comment = data.comments.get(name);
                    if (comment) choose(comment);
                  }}
                  range={range}
                  {...(canComment ? { onRange: setRange } : {})}
                  loop={loop}
                />
                <Transport
                  player={player}
                  rate={rate}
                  sampleCount={sampleCount}
                  sections={line.signs}
                  bands={bands}
                  titleOf={line.titleOf}
                  range={range}
                  run={run}
                  onLoop={loopOver}
                  isZoomed={view !== null}
                  onWhole={() => setView(null)}
                />
              </>
            ) : (
              <p class="obstacle soft" role="status">{words.waveLoading}</p>
            )}
          </section>
          <div class="card">
            <Tabs label={words.panels} tabs={tabs} shown={tab} onShow={setTab} />
          </div>
          {!isReviewed && reviewsPanel}
        </div>
        <aside class="review-side card" aria-label={words.comments}>
          <h2>{words.comments}</h2>
          {canComment ? (
            <Composer
              field={field}
              drafts={drafts}
              player={player}
              rate={rate}
              range={range}
              onHold={hold}
              onRelease={release}
              onRangeStart={() => run({ do: "rangeStart" })}
              onRangeEnd={() => run({ do: "rangeEnd" })}
              onClearRange={() => setRange(null)}
              onSend={async (text, span) => {
                const isCared = await model.say({ span, text });
                if (isCared) setRange(null);
                return isCared;
              }}
              onMark={(kind) => run({ do: "mark", kind })}
              onVoice={(voice, span) => model.say({ span, voice })}
            />
          ) : (
            <p class="soft">{words.listenOnly}</p>
          )}
          <CommentList
            {...model.actions}
            onHold={hold}
            onRelease={release}
            threads={threads}
            outgoing={model.outgoing}
            drafts={drafts}
            rate={rate}
            chosen={chosen}
            canComment={canComment}
            isOwner={caller.role === "owner"}
            onChoose={choose}
            onReply={({ first }, text) =>
              model.say({ span: { start: Number(first.startSample), end: Number(first.endSample) }, text, replyTo: first.name })
            }
            onSettle={(thread, isSettled) => void model.settle(thread, isSettled)}
            onRetry={model.retry}
            onDiscard={model.discard}
          />
        </aside>
      </div>
    </div>
  );
}

/** Tells the lists that the caller has heard the take, once. */
function useHeard(take: string, isPlaying: boolean): void {
  const isTold = useRef(false);
  useEffect(() => {
    if (!isPlaying || isTold.current) return;
    isTold.current = true;
    playback.markTakeHeard({ name: take }).catch(() => (isTold.current = false));
  }, [isPlaying]);
}

/** Opens what is folded away while the page is printed. */
function usePrinting(): void {
  useEffect(() => {
    let opened: HTMLDetailsElement[] = [];
    const open = () => {
      opened = [...document.querySelectorAll<HTMLDetailsElement>(".review details:not(.menu, [open])")];
      opened.forEach((details) => (details.open = true));
    };
    const close = () => opened.forEach((details) => (details.open = false));
    addEventListener("beforeprint", open);
    addEventListener("afterprint", close);
    return () => {
      removeEventListener("beforeprint", open);
      removeEventListener("afterprint", close);
    };
  }, []);
}

/** Does something again once the server is back. */
function useRevival(revive: (() => void) | null): void {
  const connection = useConnection();
  useEffect(() => {
    if (connection === "connected") revive?.();
  }, [connection]);
}

/** How far a take has come that cannot be heard yet. */
function useTakeState(take: string, told: TakeState, isWanted: boolean): TakeState {
  const [found, setFound] = useState(TakeState.UNSPECIFIED);
  useEffect(() => {
    if (!isWanted || told !== TakeState.UNSPECIFIED) return;
    overviews
      .listTakeOverviews({ parent: sessionOf(take), pageSize: 200 })
      .then(({ takes }) => setFound(takes.find(({ name }) => name === take)?.state ?? TakeState.UNSPECIFIED))
      .catch(() => {}); // The sentence stays a general one.
  }, [take, isWanted, told]);
  return told || found;
}

/** A calm sentence for a take that cannot be drawn. */
function whyNothing(reason: string, state: TakeState, { take }: ReviewData): string | null {
  if (reason === "STORED_DATA_DAMAGED") return words.damaged;
  if (reason === "AUDIO_UNREADABLE") return words.unreadable;
  if (reason !== "UPLOAD_INCOMPLETE") return null;
  if (state === TakeState.INTERRUPTED) return words.interrupted;
  return state === TakeState.RECORDING || !take.end ? words.recording : words.uploading;
}

function isWhole(view: Span, all: Span): boolean {
  return view.end - view.start >= (all.end - all.start) * 0.999;
}

type Stamped = { createTime?: { seconds: bigint; nanos: number } | undefined; sendTime?: { seconds: bigint; nanos: number } | undefined };

/** Newest first. */
function byCreation(a: Stamped, b: Stamped): number {
  return Number((b.createTime?.seconds ?? 0n) - (a.createTime?.seconds ?? 0n));
}

function bySending(a: Stamped, b: Stamped): number {
  return Number((b.sendTime?.seconds ?? 0n) - (a.sendTime?.seconds ?? 0n));
}
