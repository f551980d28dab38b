import { ofTab } from "../storage";
import { createStore } from "../store";

/** What an address brings along, in its fragment, which browsers never send. */
export type Arrival = { kind: "token" | "link"; token: string };

/** Whether the page may ask the server anything. */
export type Access =
  | { state: "none" }
  /** A share link is being exchanged. */
  | { state: "arriving"; link: string }
  | { state: "open"; token: string; kind: Arrival["kind"] }
  /** The server lets nobody in with this any more. `reason` is that of its ErrorInfo. */
  | { state: "closed"; reason: string };

const KEY = "starling.access";

/** What the page may do; kept for the tab, so that reloading it asks nobody. */
export const access = createStore<Access>({ state: "none" });

/** What a person typed or pasted: a whole address, the token of a share link, or an access token. */
export function parseKey(text: string): Arrival | undefined {
  const key = text.trim();
  const fragment = key.indexOf("#");
  if (fragment >= 0) return parseFragment(key.slice(fragment));
  if (!key) return undefined;
  return { kind: key.startsWith("starling_link_") ? "link" : "token", token: key };
}

/** `#token=…` or `#link=…`. */
export function parseFragment(fragment: string): Arrival | undefined {
  const fields = new URLSearchParams(fragment.replace(/^#/, ""));
  for (const kind of ["token", "link"] as const) {
    const token = fields.get(kind)?.trim();
    if (token) return { kind, token };
  }
  return undefined;
}

/** Takes what the address brings and removes it from there at once; else what the tab has kept. */
export function enter(): void {
  arrive();
  if (access.get().state === "none") access.set(kept());
  // A second link in an open page changes only the fragment, which loads nothing.
  addEventListener("hashchange", arrive);
}

function arrive(): void {
  const arrival = parseFragment(location.hash);
  if (!arrival) return;
  history.replaceState(history.state, "", location.pathname + location.search);
  use(arrival);
}

/** Takes what a person typed or pasted. */
export function enterWith(text: string): void {
  const arrival = parseKey(text);
  if (arrival) use(arrival);
}

function use(arrival: Arrival): void {
  ofTab.removeItem(KEY);
  if (arrival.kind === "link") access.set({ state: "arriving", link: arrival.token });
  else open(arrival.token, "token");
}

/** Lets the page ask with an access token. */
export function open(token: string, kind: Arrival["kind"]): void {
  ofTab.setItem(KEY, JSON.stringify({ token, kind }));
  access.set({ state: "open", token, kind });
}

/** Forgets everything: the server has said no. */
export function close(reason: string): void {
  ofTab.removeItem(KEY);
  access.set({ state: "closed", reason });
}

function kept(): Access {
  const text = ofTab.getItem(KEY);
  if (!text) return { state: "none" };
  try {
    const { token, kind } = JSON.parse(text) as Record<string, unknown>;
    if (typeof token === "string" && (kind === "token" || kind === "link")) return { state: "open", token, kind };
  } catch {
    // Not ours; as good as nothing.
  }
  return { state: "none" };
}
