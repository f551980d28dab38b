import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { SessionFilter } from "../generated/starling/session/v1/overview_pb";
import { FailureNotice, Heading, Notice, Skeleton, useTitle } from "../shell/screen";
import { useShortcuts } from "../shell/shortcuts";
import { words } from "../words/sessions";
import { chosenWith, CompareBar } from "./choose";
import { useSessionPages } from "./pages";
import { SessionRow } from "./row";
import { moveAmongRows } from "./rows";

const TYPING_MS = 200;

const FILTERS: readonly [SessionFilter, string][] = [
  [SessionFilter.UNSPECIFIED, words.sessions.filter.all],
  [SessionFilter.UNHEARD, words.sessions.filter.unheard],
  [SessionFilter.UNANSWERED, words.sessions.filter.unanswered],
  [SessionFilter.OVER_TIME, words.sessions.filter.overTime],
  [SessionFilter.LIVE, words.sessions.filter.live],
  [SessionFilter.REVIEWED, words.sessions.filter.reviewed],
];

/** The speaker's sessions, newest first. */
export function SessionsScreen() {
  const [typed, setTyped] = useState("");
  const [filter, setFilter] = useState(SessionFilter.UNSPECIFIED);
  const query = useSettled(typed.trim(), TYPING_MS);
  const { sessions, next, failure, more, retry } = useSessionPages(query, filter);
  const [chosen, setChosen] = useState<readonly string[] | undefined>();
  const choose = useCallback((take: string, isChosen: boolean) => setChosen((last = []) => chosenWith(last, take, isChosen)), []);
  const search = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  useTitle(words.sessions.title);
  useShortcuts([
    { keys: ["j", "ArrowDown"], label: words.sessions.next, run: () => moveAmongRows(list.current, 1) },
    { keys: ["k", "ArrowUp"], label: words.sessions.previous, run: () => moveAmongRows(list.current, -1) },
    { keys: ["/"], label: words.sessions.focusSearch, run: () => search.current?.focus() },
  ]);
  const isNarrowed = query !== "" || filter !== SessionFilter.UNSPECIFIED;
  return (
    <>
      <div class="screen-head">
        <Heading>{words.sessions.title}</Heading>
        <input
          ref={search}
          type="search"
          class="search"
          placeholder={words.sessions.search}
          aria-label={words.sessions.search}
          maxLength={200}
          value={typed}
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          onKeyDown={({ key }) => key === "ArrowDown" && moveAmongRows(list.current, 1)}
        />
      </div>
      <div class="list-controls">
        <fieldset class="choices">
          <legend class="visually-hidden">{words.sessions.filters}</legend>
          {FILTERS.map(([value, text]) => (
            <label key={value}>
              <input type="radio" name="filter" checked={filter === value} onChange={() => setFilter(value)} />
              {text}
            </label>
          ))}
        </fieldset>
        {sessions && sessions.length > 1 && (
          <button type="button" class="quiet" onClick={() => setChosen((last) => (last ? undefined : []))}>
            {chosen ? words.session.compareStop : words.session.compare}
          </button>
        )}
      </div>
      {failure && <FailureNotice failure={failure} retry={retry} />}
      {!sessions && !failure && <Skeleton />}
      {sessions && sessions.length > 0 && (
        <ul class="rows" ref={list} aria-label={words.sessions.list}>
          {sessions.map((overview) => (
            <SessionRow
              key={overview.session?.name}
              overview={overview}
              choice={chosen && chosen.includes(overview.latestTake?.name ?? "")}
              onChoose={choose}
            />
          ))}
        </ul>
      )}
      {chosen && <CompareBar chosen={(sessions ?? []).map(({ latestTake }) => latestTake?.name ?? "").filter((name) => chosen.includes(name)).reverse()} />}
      {sessions && next && <More key={next} onReached={more} />}
      <p class="shown" role="status">
        {sessions && sessions.length > 0 && words.sessions.shown(sessions.length, !next)}
      </p>
      {sessions?.length === 0 &&
        (isNarrowed ? (
          <Notice title={words.sessions.noneTitle} text={words.sessions.none}>
            <button
              type="button"
              onClick={() => {
                setTyped("");
                setFilter(SessionFilter.UNSPECIFIED);
              }}
            >
              {words.sessions.clear}
            </button>
          </Notice>
        ) : (
          <Notice title={words.sessions.emptyTitle} text={words.sessions.empty}>
            <code class="command">{words.sessions.emptyCommand}</code>
          </Notice>
        ))}
    </>
  );
}

/** Asks for the next page when it comes into sight, and when it is pressed. */
function More({ onReached }: { onReached: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  const latest = useRef(onReached);
  latest.current = onReached;
  useEffect(() => {
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && latest.current(),
      { rootMargin: "600px" },
    );
    if (button.current) observer.observe(button.current);
    return () => observer.disconnect();
  }, []);
  return (
    <button type="button" class="more" ref={button} onClick={onReached}>
      {words.sessions.more}
    </button>
  );
}

/** A value once it has not changed for a while. */
function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
