import { ofTab } from "../storage";
import { createStore } from "../store";

/** What an address brings along, in its fragment, which browsers never send. */
export type Arrival = { kind: "token" | "link"; token: string };

/** Whether the page may ask the server anything. */
export type Access =
  | { state: "none" }
  /** A share link is being exchanged. */
  | { state: "arriving"; link: string }
  | { state: "open"; token: string }
  /** The server lets nobody in with this any more. `reason` is that of its ErrorInfo. */
  | { state: "closed"; reason: string };

const KEY = "starling.access";

/** What the page may do; kept for the tab, so that reloading it asks nobody, or goes on asking. */
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
  if (!arrive()) access.set(kept());
  // A link in an open page changes only the fragment, which loads nothing.
  addEventListener("hashchange", arrive);
}

function arrive(): boolean {
  const arrival = parseFragment(location.hash);
  if (!arrival) return false;
  history.replaceState(history.state, "", location.pathname + location.search.replace(/\??&$/, ""));
  take(arrival);
  return true;
}

/** Takes what a person typed or pasted. */
export function enterWith(text: string): void {
  const arrival = parseKey(text);
  if (arrival) take(arrival);
}

/**
 * In a page where somebody was let in, by loading it anew: nothing that they left in it, or on its way, may become somebody
 * else's. The new page's address brings along what was given, and nothing else keeps it: where the browser asks before
 * what is not sent is lost, and the person stays, they stay who they are.
 */
function take(arrival: Arrival): void {
  if (!["open", "closed"].includes(access.get().state)) return use(arrival);
  // Another fragment alone loads nothing: the query differs, too.
  location.replace(`${location.pathname}${location.search || "?"}&#${arrival.kind}=${encodeURIComponent(arrival.token)}`);
}

/** Lets the page ask with an access token. */
export function open(token: string): void {
  use({ kind: "token", token });
}

function use({ kind, token }: Arrival): void {
  // A link too, until the server has answered: it is in the address no more, and a page may be loaded anew at any moment.
  ofTab.setItem(KEY, JSON.stringify({ [kind]: token }));
  access.set(kind === "link" ? { state: "arriving", link: token } : { state: "open", token });
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
    const { token, link } = JSON.parse(text) as Record<string, unknown>;
    if (typeof token === "string") return { state: "open", token };
    if (typeof link === "string") return { state: "arriving", link };
  } catch {
    // Not ours; as good as nothing.
  }
  return { state: "none" };
}
