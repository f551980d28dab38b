import { useCaller } from "../api/caller";
import type { TakeOverview } from "../generated/starling/session/v1/overview_pb";
import { isOver, secondsOver, sectionTitle } from "../sections";
import { signedClock, toSeconds, clock } from "../time";
import { figure } from "../words/intl";
import { words } from "../words/sessions";

/** Which section ran over by most, in words and with a shape. */
export function OverMark({ take }: { take: TakeOverview }) {
  const over = take.sections.filter(isOver).sort((a, b) => secondsOver(b) - secondsOver(a));
  const worst = over[0];
  if (!worst) return null;
  const full = over.map((section) => words.marks.overFull(sectionTitle(section.section), clock(secondsOver(section)))).join(", ");
  return (
    <span class="mark mark-over" title={full}>
      <svg viewBox="0 0 10 10" width="9" height="9" aria-hidden="true">
        <path d="M5 .8 9.6 9H.4z" fill="currentColor" />
      </svg>
      {words.marks.over(sectionTitle(worst.section), signedClock(secondsOver(worst)))}
      {over.length > 1 && <span class="visually-hidden"> {words.marks.moreOver(over.length - 1)}</span>}
    </span>
  );
}

export function LiveMark() {
  return (
    <span class="mark mark-live" title={words.marks.liveFull}>
      {words.marks.live}
    </span>
  );
}

export function ReviewedMark({ authors }: { authors: readonly string[] }) {
  const title = words.marks.reviewedBy([...new Set(authors)]);
  return (
    <span class="mark mark-reviewed" title={title}>
      <svg viewBox="0 0 12 10" width="11" height="9" aria-hidden="true">
        <path d="m1 5 3.4 3.4L11 1.6" fill="none" stroke="currentColor" stroke-width="1.8" />
      </svg>
      {words.marks.reviewed}
    </span>
  );
}

/** What waits for the speaker; nobody else's to answer. */
export function UnansweredMark({ count }: { count: number }) {
  const { role } = useCaller();
  if (count === 0 || role !== "owner") return null;
  return (
    <span class="mark mark-count" title={words.marks.unansweredFull(count)}>
      {words.marks.unanswered(count)}
    </span>
  );
}

/** How long a take is; why that is not known where it is not. */
export function Length({ take }: { take: TakeOverview }) {
  if (take.sampleRateHertz > 0) return <span class="length">{clock(toSeconds(take.sampleCount, take.sampleRateHertz))}</span>;
  const text = words.states[take.state];
  return text ? <span class="state">{text}</span> : null;
}

/** A timing score, as the server counts it. */
export function ScoreMark({ score }: { score: number | undefined }) {
  if (score === undefined) return null;
  return (
    <span class="score" title={words.marks.score}>
      <span class="visually-hidden">{words.marks.score} </span>
      {figure(score)}
    </span>
  );
}
