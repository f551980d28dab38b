import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Failure } from "./failure";
import { persist } from "./persist";

/** What a screen reads from the server. */
export interface Loaded<T> {
  /** Undefined until it has come; then what came last, even while it is read anew. */
  data: T | undefined;
  /** Why the last attempt failed; undefined once one has succeeded. */
  failure: Failure | undefined;
  /** Reads anew. */
  reload: () => void;
  /** Changes what is held, such as after a change was told. */
  update: (change: (data: T) => T) => void;
}

/** Reads when the component appears and whenever `inputs` change; what fails in passing is tried again. */
export function useLoaded<T extends object>(read: (signal: AbortSignal) => Promise<T>, inputs: readonly unknown[]): Loaded<T> {
  const [state, setState] = useState<{ data?: T; failure?: Failure }>({});
  const [round, setRound] = useState(0);
  const latest = useRef(read);
  latest.current = read;
  const inputsKey = JSON.stringify(inputs);
  const shown = useRef(inputsKey);
  const isFirst = useRef(true);
  isFirst.current = state.data === undefined && !state.failure;
  const isDue = useRef(false);

  useEffect(() => {
    const abort = new AbortController();
    if (shown.current !== inputsKey) setState({});
    shown.current = inputsKey;
    const tell = (failure: Failure) => setState((last) => ({ ...last, failure }));
    void persist((signal) => latest.current(signal), abort.signal, tell).then((data) => {
      if (data === undefined) return;
      setState({ data });
      if (isDue.current) setRound((last) => last + 1);
      isDue.current = false;
    });
    return () => abort.abort();
  }, [inputsKey, round]);

  const reload = useCallback(() => {
    // What is read for the first time is shown before it is read anew: somebody waits for it.
    if (isFirst.current) isDue.current = true;
    else setRound((last) => last + 1);
  }, []);
  const update = useCallback(
    (change: (data: T) => T) =>
      setState((last) => (last.data === undefined ? last : { ...last, data: change(last.data) })),
    [],
  );
  return { data: state.data, failure: state.failure, reload, update };
}
