// Lists that are read whole: a page has as many items as the server puts on it.
import type { Comment, Review } from "../generated/starling/session/v1/review_pb";
import { reviews } from "./clients";

const PAGE_SIZE = 200;
/** More than a server lets anybody say of a take, unless it was told otherwise; no page may grow without end. */
const MOST_PAGES = 50;

/** All reviews of a take, newest first. */
export function listReviews(take: string, signal: AbortSignal): Promise<Review[]> {
  return pages(async (pageToken) => {
    const page = await reviews.listReviews({ parent: take, pageSize: PAGE_SIZE, pageToken }, { signal });
    return [page.reviews, page.nextPageToken];
  });
}

/** All comments on a take, newest first. */
export function listComments(take: string, signal: AbortSignal): Promise<Comment[]> {
  return pages(async (pageToken) => {
    const page = await reviews.listComments({ parent: take, pageSize: PAGE_SIZE, pageToken }, { signal });
    return [page.comments, page.nextPageToken];
  });
}

async function pages<T>(read: (pageToken: string) => Promise<[T[], string]>): Promise<T[]> {
  const all: T[] = [];
  let token = "";
  for (let page = 0; page < MOST_PAGES; page++) {
    const [items, next] = await read(token);
    all.push(...items);
    if (!next) break;
    token = next;
  }
  return all;
}
