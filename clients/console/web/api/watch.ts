import { Code } from "@connectrpc/connect";
import { useEffect, useRef } from "preact/hooks";
import type { WatchResponse } from "../generated/starling/session/v1/overview_pb";
import { createStore, useStore } from "../store";
import { overviews } from "./clients";
import { access, close } from "./credentials";
import { failureOf } from "./failure";
import { pause } from "./pause";

/** What has changed. After `ready`, read anew what is shown: changes may have been missed. */
export type Change = Exclude<WatchResponse["event"], { case: undefined } | { case: "heartbeat" }>;

/** How the page stands with the server. `refused`: it is no longer let in, and shows nothing more. */
export type Connection = "connected" | "reconnecting" | "refused";

/** Without a heartbeat for so long, the connection is dead. */
const SILENCE_MS = 30_000;
/** A page that is hidden for so long gives its connection back. */
const HIDDEN_MS = 5 * 60_000;

const connection = createStore<Connection>("connected");
const listeners = new Set<(change: Change) => void>();

/** Calls `listen` with what changes, while the component is shown. */
export function useChanges(listen: (change: Change) => void): void {
  const latest = useRef(listen);
  latest.current = listen;
  useEffect(() => {
    const call = (change: Change) => latest.current(change);
    listeners.add(call);
    return () => {
      listeners.delete(call);
    };
  }, []);
}

export function useConnection(): Connection {
  return useStore(connection);
}

/** Watches `sessions/{session}`, or `sessions/-` for all, until the returned function is called: one stream for the page. */
export function watch(parent: string): () => void {
  let isOver = false;
  let stream: AbortController | undefined;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  let isAway = false;
  let comeBack = () => {};

  const visibility = () => {
    clearTimeout(hiding);
    if (document.hidden) {
      hiding = setTimeout(() => {
        isAway = true;
        stream?.abort();
      }, HIDDEN_MS);
    } else {
      isAway = false;
      comeBack();
    }
  };

  const run = async () => {
    for (let attempt = 0; !isOver; attempt++) {
      if (isAway) await new Promise<void>((resolve) => (comeBack = resolve));
      if (isOver) return;
      stream = new AbortController();
      try {
        await listen(parent, stream, () => (attempt = -1));
      } catch (error) {
        if (isOver) return;
        const { code, reason } = failureOf(error);
        if (code === Code.Unauthenticated || code === Code.PermissionDenied) {
          connection.set("refused");
          if (access.get().state === "open") close(reason);
          return;
        }
      }
      if (isOver) return;
      if (isAway) continue;
      connection.set("reconnecting");
      await pause(Math.max(0, attempt));
    }
  };

  connection.set("connected");
  document.addEventListener("visibilitychange", visibility);
  void run();
  return () => {
    isOver = true;
    clearTimeout(hiding);
    document.removeEventListener("visibilitychange", visibility);
    comeBack();
    stream?.abort();
  };
}

/** Passes on what one stream tells, until it ends or falls silent. */
async function listen(parent: string, stream: AbortController, onReady: () => void): Promise<void> {
  let silence = setTimeout(() => stream.abort(), SILENCE_MS);
  try {
    for await (const { event } of overviews.watch({ parent }, { signal: stream.signal })) {
      clearTimeout(silence);
      silence = setTimeout(() => stream.abort(), SILENCE_MS);
      if (event.case === "ready") {
        connection.set("connected");
        onReady();
      }
      if (event.case === undefined || event.case === "heartbeat") continue;
      for (const listener of [...listeners]) listener(event);
    }
  } finally {
    clearTimeout(silence);
  }
}
