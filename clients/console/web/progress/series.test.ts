import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { expect, test } from "vitest";
import { TakeOverviewSchema } from "../generated/starling/session/v1/overview_pb";
import { Verdict } from "../generated/starling/session/v1/session_pb";
import { questionsOf, ratingSeries, reported, scoreSeries, sectionSeries, totalSeries } from "./series";

function take(name: string, rest: MessageInitShape<typeof TakeOverviewSchema>) {
  return create(TakeOverviewSchema, { name, question: "q", createTime: timestampFromDate(new Date(0)), ...rest });
}
const task = { section: "task", elapsedSeconds: 30, lowSeconds: 18, highSeconds: 22, verdict: Verdict.LONG };
const action = { section: "action", elapsedSeconds: 50, lowSeconds: 54, highSeconds: 66, verdict: Verdict.SHORT };

const newest = take("b", { sections: [task, action], timingScore: 61, reviews: [{ ratings: [{ dimension: "scope", point: 4 }] }] });
const unreported = take("x", {});
const oldest = take("a", { question: "other", sections: [action], timingScore: 0 });
const takes = reported([newest, unreported, oldest], "");

test("takes with a report are told oldest first, of a question where one is chosen", () => {
  expect(takes.map(({ name }) => name)).toEqual(["a", "b"]);
  expect(reported([newest, oldest], "other")).toEqual([oldest]);
});

test("a series keeps the place of takes that lack its section", () => {
  const [actions, tasks] = sectionSeries(takes);
  expect([actions?.id, tasks?.id]).toEqual(["action", "task"]);
  expect(tasks?.points[0]).toBeUndefined();
  expect(tasks?.points[1]).toMatchObject({ take: "b", value: 30, band: { low: 18, high: 22 }, standing: "over" });
  expect(actions?.points[0]).toMatchObject({ standing: "under" });
});

test("a whole answer is the sum of its sections", () => {
  expect(totalSeries(takes).points[1]).toMatchObject({ value: 80, band: { low: 72, high: 88 }, standing: "inside" });
});

test("a score of nothing is a score", () => {
  expect(scoreSeries(takes).points.map((point) => point?.value)).toEqual([0, 61]);
});

test("ratings stand where somebody rated", () => {
  expect(ratingSeries(takes).map(({ id, points }) => [id, points.map((point) => point?.value)])).toEqual([["scope", [undefined, 4]]]);
});

test("questions are counted", () => {
  expect(questionsOf([newest, oldest, newest]).map(({ name, count }) => [name, count])).toEqual([["q", 2], ["other", 1]]);
});
