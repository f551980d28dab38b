import { create } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import { CommentSchema, ReviewSchema } from "../generated/starling/session/v1/review_pb";
import { TakeSchema } from "../generated/starling/session/v1/session_pb";
import { type ReviewData, anew, changed } from "./data";

const TAKE = "sessions/s/takes/t";

function comment(id: string, at: number, more: { text?: string; replyTo?: string; etag?: string } = {}) {
  return create(CommentSchema, { name: `${TAKE}/comments/${id}`, updateTime: timestampFromMs(at), ...more });
}

function dataWith(...comments: ReturnType<typeof comment>[]): ReviewData {
  return {
    take: create(TakeSchema, { name: TAKE }),
    report: null,
    comments: new Map(comments.map((comment) => [comment.name, comment])),
    reviews: new Map(),
    rubrics: [],
  };
}

const texts = (data: ReviewData) => [...data.comments.values()].map(({ text }) => text);

test("what is newer replaces what is known, and what is older does not", () => {
  const data = dataWith(comment("a", 20, { text: "second" }));
  expect(texts(changed(data, { case: "comment", value: comment("a", 30, { text: "third" }) }))).toEqual(["third"]);
  expect(texts(changed(data, { case: "comment", value: comment("a", 10, { text: "first" }) }))).toEqual(["second"]);
});

test("a comment that goes takes the replies to it along", () => {
  const first = comment("a", 1);
  const data = dataWith(first, comment("b", 2, { replyTo: first.name }), comment("c", 3));
  const left = changed(data, { case: "removedComment", value: first.name });
  expect([...left.comments.keys()]).toEqual([`${TAKE}/comments/c`]);
});

test("what happens to other takes is nothing here", () => {
  const data = dataWith();
  const other = create(CommentSchema, { name: "sessions/s/takes/t2/comments/x" });
  expect(changed(data, { case: "comment", value: other })).toBe(data);
  expect(changed(data, { case: "removedReview", value: `${TAKE}/reviews/none` })).toBe(data);
});

test("reviews come and go", () => {
  const review = create(ReviewSchema, { name: `${TAKE}/reviews/r`, note: "good" });
  const data = changed(dataWith(), { case: "review", value: review });
  expect(data.reviews.get(review.name)?.note).toBe("good");
  expect(changed(data, { case: "removedReview", value: review.name }).reviews.size).toBe(0);
});

test("what is read anew and did not change is the same as before, so that it is not drawn anew", () => {
  const read = (...etags: string[]) => dataWith(...etags.map((etag, at) => comment(`${at}`, 1, { etag })));
  const known = read("a", "b");
  expect(anew(null, known)).toBe(known);
  expect(anew(known, read("a", "b")).comments).toBe(known.comments);
  const changed = anew(known, read("a", "c"));
  const same = [...changed.comments].map(([name, comment]) => comment === known.comments.get(name));
  expect(same).toEqual([true, false]);
  expect([...anew(known, read("a")).comments.values()]).toEqual([...read("a").comments.values()]);
});
