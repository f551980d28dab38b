import { timestampDate } from "@bufbuild/protobuf/wkt";
import { useMemo, useRef, useState } from "preact/hooks";
import { useCaller } from "../api/caller";
import { playback } from "../api/clients";
import { failureOf } from "../api/failure";
import { isRevealed, mustRate, reveal } from "../blind";
import { Level } from "../generated/starling/content/v1/level_pb";
import type { Review as WrittenReview } from "../generated/starling/session/v1/review_pb";
import { late } from "../late";
import { FailureNotice, Skeleton, useTitle } from "../shell/screen";
import { useShortcuts } from "../shell/shortcuts";
import { ofTab } from "../storage";
import { isSilent } from "../waveform/buckets";
import type { Span } from "../waveform/layout";
import { whenWithin } from "../words/dates";
import { words } from "../words/review";
import { Checklist } from "./checklist";
import { CommentList } from "./comments";
import { Composer } from "./composer";
import type { ReviewData } from "./data";
import { draftOf } from "./draft-review";
import { draftsOf } from "./drafts";
import { keyRows, shortcutsOf } from "./keys";
import { layOut, withoutOverruns } from "./lay-out";
import { useHeard, usePrinting, useRevival } from "./page-effects";
import { PlayerPanel } from "./player-panel";
import { ReviewHead } from "./review-head";
import { SentReviews } from "./sent-reviews";
import { type Tab, Tabs } from "./tabs";
import { spanOf } from "./range";
import { threadsOf } from "./threads";
import { Timing } from "./timing";
import { useComments } from "./use-comments";
import { useListening } from "./use-listening";
import { useObstacle } from "./use-obstacle";
import { usePlayer } from "./use-player";
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
  const isSpeaker = caller.role === "owner";
  const drafts = useMemo(() => draftsOf(caller.id, take, ofTab), [take]);
  const field = useRef<HTMLTextAreaElement>(null);
  const [tab, setTab] = useState(isSpeaker ? "timing" : "question");

  const [view, setView] = useState<Span | null>(null);
  const [pixels, setPixels] = useState(0);
  const { waves, failure } = useWaves(take, live.version, view, pixels);
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
  const threads = useMemo(() => threadsOf(data.comments.values()), [data.comments]);
  const model = useComments(take, drafts, live.apply);
  const listening = useListening({
    player,
    line,
    threads,
    view,
    onView: setView,
    field,
    onMark: (kind, span) => model.say({ span, kind }),
    onRate() {
      setTab("rating");
      // The panel is drawn before the next frame; its form may still have to be fetched.
      requestAnimationFrame(() => {
        const form = document.querySelector<HTMLElement>("#panel-rating input");
        (form ?? document.getElementById("tab-rating"))?.focus();
      });
    },
  });
  const { status, setRange, spanNow, run } = listening;
  const rows = useMemo(() => keyRows(line.signs.map(({ id }) => line.titleOf(id)), canComment), [line, canComment]);
  useShortcuts(shortcutsOf(rows, run));
  usePrinting();
  useHeard(take, status === "playing");
  useRevival(status === "failed" ? () => player?.retry() : null);
  const obstacle = useObstacle(data.take, live.takeState, isDamaged, waves.length === 0 ? failure : null);

  const takeLevel = data.take.question?.level ?? Level.UNSPECIFIED;
  const written = useMemo(() => [...data.reviews.values()].sort(byCreation), [data.reviews]);
  const own = written.find((review) => review.isOwn) ?? null;
  const sent = written.filter((review) => review.sendTime).sort(bySending);
  const rating = useOwnReview({ take, takeLevel, own, drafts, onSaved: (review) => live.apply({ case: "review", value: review }) });
  const [isAsked, setAsked] = useState(() => isRevealed(drafts));
  const isUnrated = mustRate(caller.role, rating.draft, data.rubrics, takeLevel);
  const isBlind = isUnrated && !isAsked;
  const drawn = useMemo(() => (isBlind ? withoutOverruns(line) : line), [isBlind, line]);

  const tabs: Tab[] = [
    {
      id: "timing",
      title: words.timing,
      content: (
        <Timing
          report={data.report}
          line={line}
          takeLevel={takeLevel}
          isBlind={isBlind}
          isEarly={isUnrated && isAsked}
          canComment={canComment}
          onReveal={() => {
            setAsked(true);
            reveal(drafts);
          }}
          missing={obstacle || bands.length ? words.noReport : words.noMarks}
        />
      ),
    },
    {
      id: "question",
      title: words.question,
      content: data.take.question && (
        <Checklist
          question={data.take.question}
          threads={threads}
          waiting={model.outgoing.filter(({ refusal }) => refusal === null).map(({ criterion }) => criterion)}
          rate={rate}
          canComment={canComment}
          onTick={(criterion, kind) => void model.say({ span: spanNow(), kind, criterion })}
          onUntick={(comments) => comments.forEach((comment) => void model.remove(comment))}
          onSeek={listening.seek}
        />
      ),
    },
  ];
  if (canComment) {
    tabs.push({
      id: "rating",
      title: words.rating,
      content: (
        <RatingForm
          rubrics={data.rubrics}
          draft={rating.draft}
          onChange={rating.change}
          theirs={rating.theirs && draftOf(rating.theirs, takeLevel)}
          onChoose={rating.choose}
          saveState={rating.saveState}
          sentText={own?.sendTime ? words.sent(whenWithin(timestampDate(own.sendTime))) : null}
          onSend={() => void rating.send()}
          problem={rating.problem}
        />
      ),
    });
  }

  // What a coach sent comes first for the speaker.
  const isReviewed = isSpeaker && sent.length > 0;
  const reviewsPanel = (isSpeaker || sent.length > 0) && (
    <section class="sent-reviews card" aria-label={words.reviews}>
      {/* That there is one is told aloud; the text, which its author may still change, is read when it is wanted. */}
      <p class="visually-hidden" role="status">
        {sent[0] && words.reviewArrived(sent[0].author)}
      </p>
      <SentReviews
        reviews={sent}
        rubrics={data.rubrics}
        takeLevel={takeLevel}
        sentText={(review) => (review.sendTime ? words.sent(whenWithin(timestampDate(review.sendTime))) : "")}
      />
    </section>
  );

  return (
    <div class="review">
      <ReviewHead take={data.take} hasAudio={sampleCount > 0 && waves.length > 0} isBlind={isBlind} />
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
                <PlayerPanel line={drawn} waves={waves} player={player} listening={listening} canComment={canComment} onWidth={setPixels} />
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
              listening={listening}
              onSend={async (text, span) => {
                const isCared = await model.say({ span, text });
                if (isCared) setRange(null);
                return isCared;
              }}
              onVoice={(voice, span) => model.say({ span, voice })}
            />
          ) : (
            <p class="soft">{words.listenOnly}</p>
          )}
          <CommentList
            {...model.actions}
            threads={threads}
            outgoing={model.outgoing}
            drafts={drafts}
            rate={rate}
            listening={listening}
            canComment={canComment}
            isOwner={isSpeaker}
            onReply={({ first }, text) =>
              model.say({ span: spanOf(first), text, replyTo: first.name })
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

type Stamped = Pick<WrittenReview, "createTime" | "sendTime">;

/** Newest first. */
function byCreation(a: Stamped, b: Stamped): number {
  return Number((b.createTime?.seconds ?? 0n) - (a.createTime?.seconds ?? 0n));
}

function bySending(a: Stamped, b: Stamped): number {
  return Number((b.sendTime?.seconds ?? 0n) - (a.sendTime?.seconds ?? 0n));
}
