import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Failure } from "../api/failure";
import { persist } from "../api/persist";
import { type Change, useChanges } from "../api/watch";
import { TakeState } from "../generated/starling/session/v1/overview_pb";
import { type ReviewData, anew, changed } from "./data";
import { readReview } from "./read";

export interface LiveReview {
  data: ReviewData | null;
  /** Why the last attempt to read failed; null once one has succeeded. */
  failure: Failure | null;
  /** How far the take has come, where that was told. */
  takeState: TakeState;
  /** Counts how often the take itself may have changed: what is drawn of it is read anew then. */
  version: number;
  /** Takes in what the caller changed. */
  apply: (change: Change) => void;
  reload: () => void;
}

/** All that there is of a take, as it changes. */
export function useReview(take: string): LiveReview {
  const [data, setData] = useState<ReviewData | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [takeState, setTakeState] = useState(TakeState.UNSPECIFIED);
  const [version, setVersion] = useState(0);
  // What was told while something was being read may be newer than what is read: it is applied once more.
  const told = useRef<Change[] | null>(null);
  const isDue = useRef(false);

  const apply = useCallback((change: Change) => {
    told.current?.push(change);
    setData((known) => known && changed(known, change));
  }, []);

  useEffect(() => {
    const abort = new AbortController();
    const read = (signal: AbortSignal) => {
      told.current = [];
      return readReview(take, signal);
    };
    void persist(read, abort.signal, setFailure).then((found) => {
      if (!found) return;
      const since = told.current ?? [];
      told.current = null;
      setData((known) => since.reduce(changed, anew(known, found)));
      setFailure(null);
      if (isDue.current) setVersion((last) => last + 1);
      isDue.current = false;
    });
    return () => abort.abort();
  }, [take, version]);

  const reload = useCallback(() => setVersion((last) => last + 1), []);
  useChanges((change) => {
    if (change.case === "ready") {
      // What is read for the first time is shown before it is read anew: somebody waits for it.
      if (data || failure) return reload();
      isDue.current = true;
      return;
    }
    if (change.case === "take" && change.value.name === take) {
      setTakeState(change.value.state);
      // Being heard changes nothing here; another state or a new report does.
      const score = change.value.timingScore;
      if (change.value.state !== takeState || score !== data?.report?.score?.timingScore) reload();
      return;
    }
    apply(change);
  });
  return { data, failure, takeState, version, apply, reload };
}
