/** What the page shows. Names are resource names. */
export type Route =
  | { screen: "sessions" }
  | { screen: "session"; session: string }
  | { screen: "review"; take: string }
  | { screen: "compare"; takes: string[] }
  | { screen: "progress"; question: string }
  | { screen: "missing" };

const ID = "[a-z0-9][a-z0-9-]{0,127}";
const SESSION = new RegExp(`^/(sessions/${ID})$`);
const TAKE = new RegExp(`^/(sessions/${ID}/takes/${ID})$`);
const MOST_COMPARED = 4;

/** The route of an address. */
export function parseRoute(pathname: string, search: string): Route {
  const path = pathname.replace(/\/+$/, "") || "/";
  const query = new URLSearchParams(search);
  if (path === "/") return { screen: "sessions" };
  if (path === "/progress") return { screen: "progress", question: query.get("question") ?? "" };
  if (path === "/compare") {
    const takes = query.getAll("take").filter((take) => TAKE.test(`/${take}`));
    return { screen: "compare", takes: [...new Set(takes)].slice(0, MOST_COMPARED) };
  }
  const take = TAKE.exec(path)?.[1];
  if (take) return { screen: "review", take };
  const session = SESSION.exec(path)?.[1];
  if (session) return { screen: "session", session };
  return { screen: "missing" };
}

/** The address of a resource: `/sessions/…`. */
export function pathOf(name: string): string {
  return `/${name}`;
}

export function comparePath(takes: readonly string[]): string {
  // Slashes are allowed in a query (RFC 3986, 3.4), and people read addresses.
  return `/compare?${takes.map((take) => `take=${take}`).join("&")}`;
}

export function progressPath(question = ""): string {
  return question ? `/progress?question=${question}` : "/progress";
}

/** The session of a take. */
export function sessionOf(take: string): string {
  return take.split("/").slice(0, 2).join("/");
}

/** The last part of a resource name. */
export function idOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
