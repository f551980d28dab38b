// The first page of the list: asked for as the page opens, while its screen is fetched and the server says who is calling.
import { overviews } from "../api/clients";
import { access } from "../api/credentials";

/** Sessions of a page. */
export const PAGE = 50;

let asked: ReturnType<typeof overviews.listSessionOverviews> | undefined;

export function askEarly(): void {
  if (access.get().state !== "open") return;
  asked = overviews.listSessionOverviews({ pageSize: PAGE });
  // Told where it is taken; by whom a link lets in it never is.
  asked.catch(() => {});
}

/** The answer to it, for the first who wants it. */
export function takeEarly(): typeof asked {
  const early = asked;
  asked = undefined;
  return early;
}
