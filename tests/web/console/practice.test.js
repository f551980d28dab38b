// Takes compared, and progress over takes.

const assert = require("node:assert/strict");
const { randomUUID } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { before, describe } = require("node:test");
const { recording } = require("./recordings");
const { coach } = require("./services");
const { eventually, stage } = require("./stage");
const { createSession, store } = require("./takes");
const { app } = require("./words");

const RATE = 16_000;

describe("practice", () => {
  const there = stage();
  const { starling, test, visit } = there;
  const times = [[50, 20, 30, 10], [30, 20, 50, 20], [25, 20, 60, 35]];
  const takes = [];
  let session;
  before(async () => {
    const owner = there.owner();
    session = await createSession(owner, "Three times");
    for (const [index, lengths] of times.entries()) {
      const places = ["situation", "task", "action", "result"];
      const file = path.join(starling.home, `${index}.wav`);
      recording(file, places.map((place, at) => [place, lengths[at]]));
      let sample = 0;
      const marks = places.map((place, at) => {
        const mark = { place, sample: BigInt(sample) };
        sample += lengths[at] * RATE;
        return mark;
      });
      takes.push(await store(owner, session, fs.readFileSync(file), marks));
    }
    const { rubrics } = await owner.reviews.listTakeRubrics({ parent: takes[2] });
    const { token } = await starling.share(session);
    const ana = await coach(there.url, { token });
    const ratings = rubrics[0].dimensions.map(({ id }) => ({ dimension: id, point: 4, level: rubrics[0].level, missingEvidence: "" }));
    const review = { author: "Ana", note: "Good.", ratings };
    const { review: draft } = await ana.reviews.createReview({ parent: takes[2], requestId: randomUUID(), review });
    await ana.reviews.sendReview({ name: draft.name });
  });

  const comparison = () => `/compare?${takes.map((take) => `take=${take}`).join("&")}`;

  test("is compared by section and by time, in figures too", async () => {
    const page = await visit(starling.own(comparison()));
    const table = page.getByRole("region", { name: app.compare.table });
    const row = (name) => table.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });
    await row("Situation").waitFor();
    const cells = await row("Situation").getByRole("cell").allTextContents();
    for (const [at, text] of ["0:50", "0:30", "0:25"].entries()) assert.ok(cells[at].includes(text), cells.join("; "));
    await row(app.compare.score).waitFor();
    const bars = page.getByRole("img", { name: /^Sections: / });
    assert.equal(await bars.count(), 3);
    const drawn = () => bars.first().innerHTML();
    const bySection = await drawn();
    await page.getByRole("radio", { name: app.compare.byTime }).check();
    await eventually(async () => assert.notEqual(await drawn(), bySection));
  });

  test("is heard section by section, each take in its turn", async () => {
    const page = await visit(starling.own(comparison()));
    const play = page.getByRole("button", { name: app.compare.play("Task") });
    await play.waitFor();
    await page.keyboard.press("2");
    await page.getByText(app.compare.playing("Task", 1)).waitFor();
    await eventually(async () => assert.equal(await play.getAttribute("aria-pressed"), "true"));
    await page.keyboard.press("Escape");
    await eventually(async () => assert.equal(await play.getAttribute("aria-pressed"), "false"));
    await page.getByRole("button", { name: app.compare.play("Result") }).click();
    await page.getByText(app.compare.playing("Result", 1)).waitFor();
    // The first one lasts ten seconds.
    await page.getByText(app.compare.playing("Result", 2)).waitFor({ timeout: 20_000 });
  });

  test("is compared only where there are two", async () => {
    const page = await visit(starling.own(`/compare?take=${takes[0]}`));
    await page.getByText(app.compare.few).waitFor();
  });

  test("shows its progress in points that open their takes, with a table behind every chart", async () => {
    const page = await visit(starling.own("/progress"));
    const chart = (name) => page.getByRole("region", { name });
    await chart("Situation").waitFor();
    const points = chart("Situation").getByRole("group", { name: "Situation" }).getByRole("link");
    assert.equal(await points.count(), 3);
    for (const name of ["Task", "Action", "Result", app.progress.score, app.progress.total]) await chart(name).waitFor();
    await chart("Situation").getByText(app.progress.table).click();
    const rows = chart("Situation").getByRole("row");
    assert.equal(await rows.count(), 4);
    const text = await rows.allTextContents();
    for (const time of ["0:50", "0:30", "0:25"]) assert.ok(text.some((line) => line.includes(time)), text.join("; "));
    await points.last().focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${there.url}/${takes[1]}`);
    await page.goBack();
    await chart("Situation").waitFor();
    const ratings = page.getByRole("heading", { level: 2, name: app.progress.ratings });
    await ratings.waitFor();
  });

  test("shows a new take's point without reloading", async () => {
    const page = await visit(starling.own("/progress"));
    const points = page.getByRole("region", { name: app.progress.score }).getByRole("group", { name: app.progress.score }).getByRole("link");
    await eventually(async () => assert.equal(await points.count(), 3));
    await store(there.owner(), session, fs.readFileSync(path.join(starling.home, "2.wav")), [{ place: "situation", sample: 0n }]);
    await eventually(async () => assert.equal(await points.count(), 4));
  });
});
