import { timestampDate } from "@bufbuild/protobuf/wkt";
import { useMemo } from "preact/hooks";
import type { SessionOverview } from "../generated/starling/session/v1/overview_pb";
import { pathOf } from "../routes";
import { SectionBar } from "../section-bar";
import { fully, when } from "../words/dates";
import { words } from "../words/sessions";
import { Choose } from "./choose";
import { Length, LiveMark, OverMark, ReviewedMark, ScoreMark, UnansweredMark } from "./marks";

/** A session of the speaker's at a glance: one link to it. Drawn anew only when it has changed: there may be thousands. */
export function SessionRow({ overview, choice, onChoose }: RowProps) {
  return useMemo(() => <Row overview={overview} choice={choice} onChoose={onChoose} />, [overview, choice, onChoose]);
}

interface RowProps {
  overview: SessionOverview;
  /** Whether its newest take is chosen to be compared; undefined while nothing is chosen. */
  choice: boolean | undefined;
  onChoose: (take: string, isChosen: boolean) => void;
}

function Row({ overview, choice, onChoose }: RowProps) {
  const { session, latestTake: take, takeCount, unheardTakeCount, unansweredCommentCount, reviewCount, isLive } = overview;
  if (!session) return null;
  const title = session.title || take?.questionTitle || words.sessions.untitled;
  const created = session.createTime && timestampDate(session.createTime);
  const details = [
    takeCount > 0 ? words.sessions.takes(takeCount) : words.sessions.noTake,
    title !== take?.questionTitle ? take?.questionTitle : undefined,
    take?.formatTitle,
  ].filter(Boolean);
  return (
    <li class={choice ? "row row-chosen" : "row"}>
      {choice !== undefined && (
        <Choose title={title} isChosen={choice} isPossible={!!take?.segments.length} onChoose={(isChosen) => take && onChoose(take.name, isChosen)} />
      )}
      <a href={pathOf(session.name)} data-row>
        <span class={unheardTakeCount > 0 ? "dot dot-new" : "dot"} aria-hidden="true" />
        <span class="row-title">
          <strong>{title}</strong>
          <span class="row-details">{details.join(" · ")}</span>
        </span>
        <span class="row-bar">{take && take.segments.length > 0 ? <SectionBar told={take} isBlind={false} /> : take && <Length take={take} />}</span>
        <span class="row-figures">
          {take && take.segments.length > 0 && <Length take={take} />}
          <ScoreMark score={take?.timingScore} />
        </span>
        <span class="row-marks">
          {isLive && <LiveMark />}
          {take && <OverMark take={take} />}
          {unheardTakeCount > 0 && <span class="mark mark-count">{words.marks.unheard(unheardTakeCount)}</span>}
          <UnansweredMark count={unansweredCommentCount} />
          {reviewCount > 0 && <ReviewedMark authors={take?.reviews.map(({ author }) => author) ?? []} />}
        </span>
        {created && (
          <time class="row-when" dateTime={created.toISOString()} title={fully(created)}>
            {when(created)}
          </time>
        )}
      </a>
    </li>
  );
}
