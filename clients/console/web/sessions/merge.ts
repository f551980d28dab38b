import type { SessionOverview, TakeOverview } from "../generated/starling/session/v1/overview_pb";

/** The newest sessions as they were read now, followed by what was held of the older ones. */
export function refreshed(read: readonly SessionOverview[], held: readonly SessionOverview[]): SessionOverview[] {
  const names = namesOf(read);
  const last = held.findLastIndex((overview) => names.has(overview.session?.name));
  return [...read, ...held.slice(last + 1)];
}

/** What was held, followed by the next page, with nothing twice. */
export function continued(held: readonly SessionOverview[], page: readonly SessionOverview[]): SessionOverview[] {
  const names = namesOf(held);
  return [...held, ...page.filter((overview) => !names.has(overview.session?.name))];
}

/** The sessions with a take as it is now, where it is the newest of one. */
export function patched(sessions: readonly SessionOverview[], take: TakeOverview): SessionOverview[] {
  return sessions.map((overview) => (overview.latestTake?.name === take.name ? { ...overview, latestTake: take } : overview));
}

function namesOf(overviews: readonly SessionOverview[]): Set<string | undefined> {
  return new Set(overviews.map(({ session }) => session?.name));
}
