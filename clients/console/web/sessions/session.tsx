import { timestampDate } from "@bufbuild/protobuf/wkt";
import { useEffect, useRef, useState } from "preact/hooks";
import { overviews, sessions } from "../api/clients";
import { useLoaded } from "../api/load";
import { useChanges } from "../api/watch";
import { useCaller } from "../api/caller";
import { type TakeOverview, TakeState } from "../generated/starling/session/v1/overview_pb";
import { pathOf } from "../routes";
import { SectionBar } from "../section-bar";
import { FailureNotice, Heading, Notice, Skeleton, useTitle } from "../shell/screen";
import { useShortcuts } from "../shell/shortcuts";
import { useBlind } from "../use-blind";
import { fully, when } from "../words/dates";
import { words as app } from "../words/app";
import { words } from "../words/sessions";
import { Choose, chosenWith, CompareBar } from "./choose";
import { Length, LiveMark, OverMark, ReviewedMark, ScoreMark, UnansweredMark } from "./marks";
import { moveAmongRows } from "./rows";
import { withTake } from "./takes";

const SETTLE_MS = 300;

/** The takes of one session, newest first. */
export function SessionScreen({ session: name }: { session: string }) {
  const loaded = useLoaded(
    async (signal) => {
      const [{ session }, takes] = await Promise.all([sessions.getSession({ name }, { signal }), allTakes(name, signal)]);
      return { session, takes };
    },
    [name],
  );
  const { data, failure, reload, update } = loaded;
  const settling = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(settling.current), []);
  useChanges((change) => {
    if (change.case === "take" && change.value.name.startsWith(`${name}/`)) {
      update((last) => ({ ...last, takes: withTake(last.takes, change.value) }));
    } else if (change.case === "removedTake") {
      update((last) => ({ ...last, takes: last.takes.filter((take) => take.name !== change.value) }));
    } else if (change.case === "ready" || (change.case === "session" && change.value === name)) reload();
    else if (change.case !== "session" && change.case !== "take") {
      // Counts are the server's; what comes in a burst is read once.
      clearTimeout(settling.current);
      settling.current = setTimeout(reload, SETTLE_MS);
    }
  });
  const title = data ? data.session?.title || data.takes[0]?.questionTitle || words.sessions.untitled : "";
  useTitle(title || words.session.takes);
  return (
    <>
      {failure && <FailureNotice failure={failure} retry={reload} />}
      {!data && !failure && <Skeleton rows={4} />}
      {data && (
        <>
          <SessionHead title={title} createTime={data.session?.createTime && timestampDate(data.session.createTime)} />
          {data.takes.length > 0 ? (
            <Takes takes={data.takes} />
          ) : (
            <Notice title={words.session.emptyTitle} text={words.session.empty} />
          )}
        </>
      )}
    </>
  );
}

function SessionHead({ title, createTime }: { title: string; createTime: Date | undefined }) {
  const { role } = useCaller();
  return (
    <div class="screen-head">
      <div>
        {role === "owner" && (
          <a class="back" href="/">
            ← {app.nav.sessions}
          </a>
        )}
        <Heading>{title}</Heading>
        {createTime && (
          <p class="subtitle">
            <time dateTime={createTime.toISOString()}>{fully(createTime)}</time>
          </p>
        )}
      </div>
    </div>
  );
}

function Takes({ takes }: { takes: readonly TakeOverview[] }) {
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const list = useRef<HTMLUListElement>(null);
  // Overviews tell of sent reviews alone: where there is none a coach is blind, though their draft may be complete.
  const isBlind = useBlind(takes.filter(({ reviews }) => reviews.length > 0));
  const choose = (name: string, isChosen: boolean) => setChosen((last) => chosenWith(last, name, isChosen));
  useShortcuts([
    { keys: ["j", "ArrowDown"], label: words.sessions.next, run: () => moveAmongRows(list.current, 1) },
    { keys: ["k", "ArrowUp"], label: words.sessions.previous, run: () => moveAmongRows(list.current, -1) },
    {
      keys: ["x"],
      label: words.session.toggle,
      run: () => document.activeElement?.closest("li")?.querySelector<HTMLInputElement>("input[type=checkbox]")?.click(),
    },
  ]);
  const canCompare = takes.filter(({ segments }) => segments.length > 0).length > 1;
  return (
    <>
      <ul class="rows takes" ref={list} aria-label={words.session.takes}>
        {takes.map((take, index) => (
          <TakeRow
            key={take.name}
            take={take}
            number={takes.length - index}
            isBlind={isBlind(take.name)}
            canCompare={canCompare}
            isChosen={chosen.includes(take.name)}
            onChoose={(isChosen) => choose(take.name, isChosen)}
          />
        ))}
      </ul>
      {/* Oldest first, as they were spoken. */}
      {canCompare && <CompareBar chosen={takes.map(({ name }) => name).filter((name) => chosen.includes(name)).reverse()} />}
    </>
  );
}

interface TakeRowProps {
  take: TakeOverview;
  number: number;
  isBlind: boolean;
  canCompare: boolean;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
}

function TakeRow({ take, number, isBlind, canCompare, isChosen, onChoose }: TakeRowProps) {
  const created = take.createTime && timestampDate(take.createTime);
  const hasSections = take.segments.length > 0;
  const isUnheard = !take.isHeard && take.state >= TakeState.STORED && take.state !== TakeState.DAMAGED;
  const title = words.session.number(number);
  return (
    <li class={isChosen ? "row row-chosen" : "row"}>
      {canCompare && <Choose title={title} isChosen={isChosen} isPossible={hasSections} onChoose={onChoose} />}
      <a href={pathOf(take.name)} data-row>
        <span class={isUnheard ? "dot dot-new" : "dot"} title={isUnheard ? words.marks.isUnheard : undefined} />
        <span class="row-title">
          <strong>{title}</strong>
          <span class="row-details">
            {[take.questionTitle, take.formatTitle, take.threadCount > 0 ? words.marks.threads(take.threadCount) : ""].filter(Boolean).join(" · ")}
          </span>
        </span>
        <span class="row-bar">{hasSections ? <SectionBar told={take} isBlind={isBlind} /> : <Length take={take} />}</span>
        <span class="row-figures">
          {hasSections && <Length take={take} />}
          {!isBlind && <ScoreMark score={take.timingScore} />}
        </span>
        <span class="row-marks">
          {take.state === TakeState.RECORDING && <LiveMark />}
          {!isBlind && <OverMark take={take} />}
          {isUnheard && <span class="mark mark-count">{words.marks.isUnheard}</span>}
          <UnansweredMark count={take.unansweredCommentCount} />
          {take.reviews.length > 0 && <ReviewedMark authors={take.reviews.map(({ author }) => author)} />}
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

/** Every take of a session. */
async function allTakes(parent: string, signal: AbortSignal): Promise<TakeOverview[]> {
  const takes: TakeOverview[] = [];
  let pageToken = "";
  do {
    const page = await overviews.listTakeOverviews({ parent, pageSize: 200, pageToken }, { signal });
    takes.push(...page.takes);
    pageToken = page.nextPageToken;
  } while (pageToken && takes.length < 1000);
  return takes;
}
