import { useCallback, useLayoutEffect, useRef, useState } from "preact/hooks";
import { overviews } from "../api/clients";
import { type Failure, failureOf } from "../api/failure";
import { pause } from "../api/pause";
import { type Change, useChanges } from "../api/watch";
import type { SessionFilter, SessionOverview } from "../generated/starling/session/v1/overview_pb";
import { PAGE, takeEarly } from "./early";
import { continued, patched, refreshed } from "./merge";

const MOST_ANEW = 200;
const SETTLE_MS = 300;

interface Pages {
  sessions: SessionOverview[] | undefined;
  next: string;
  failure: Failure | undefined;
}

const EMPTY: Pages = { sessions: undefined, next: "", failure: undefined };

/** Sessions by pages, kept as they are now. */
export function useSessionPages(query: string, filter: SessionFilter) {
  const [pages, setPages] = useState<Pages>(EMPTY);
  const latest = useRef(pages);
  latest.current = pages;
  const turn = useRef(0);
  /** The turn in which a next page is being read. */
  const readingMore = useRef(0);

  const read = useCallback(
    async (how: "first" | "more" | "anew") => {
      const mine = how === "first" ? ++turn.current : turn.current;
      if (how === "more") {
        if (readingMore.current === mine || !latest.current.next) return;
        readingMore.current = mine;
      }
      for (let attempt = 0; mine === turn.current; attempt++) {
        const { sessions = [], next } = latest.current;
        try {
          const early = how === "first" && !query && !filter ? takeEarly() : undefined;
          const answer = await (early ??
            overviews.listSessionOverviews({
              query,
              filter,
              pageSize: how === "anew" ? Math.min(MOST_ANEW, Math.max(PAGE, sessions.length)) : PAGE,
              pageToken: how === "more" ? next : "",
            }));
          if (mine !== turn.current) break;
          setPages((last) => {
            const held = last.sessions ?? [];
            if (how === "first") return { sessions: answer.sessions, next: answer.nextPageToken, failure: undefined };
            if (how === "more") return { sessions: continued(held, answer.sessions), next: answer.nextPageToken, failure: undefined };
            const isAll = !answer.nextPageToken || held.length <= answer.sessions.length;
            return isAll
              ? { sessions: answer.sessions, next: answer.nextPageToken, failure: undefined }
              : { sessions: refreshed(answer.sessions, held), next: last.next, failure: undefined };
          });
          break;
        } catch (error) {
          if (mine !== turn.current) break;
          const failure = failureOf(error);
          setPages((last) => ({ ...last, failure }));
          if (!failure.isPassing) break;
          await pause(attempt);
        }
      }
      if (how === "more" && readingMore.current === mine) readingMore.current = 0;
    },
    [query, filter],
  );

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  // Before the browser paints that there is nothing yet: what was asked for early may be there.
  useLayoutEffect(() => {
    setPages(EMPTY);
    void read("first");
    return () => {
      turn.current++;
      // It would read the list that was asked for before.
      clearTimeout(timer.current);
    };
  }, [read]);

  useChanges((change: Change) => {
    if (change.case === "take") {
      const take = change.value;
      setPages((last) => (last.sessions ? { ...last, sessions: patched(last.sessions, take) } : last));
    }
    // Counts are the server's; what comes in a burst is read once.
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void (latest.current.sessions && read("anew")), SETTLE_MS);
  });

  return { ...pages, more: () => void read("more"), retry: () => void read("first") };
}
