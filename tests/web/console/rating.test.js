// A coach's review: made blind, kept as a draft, sent to the speaker.

const assert = require("node:assert/strict");
const path = require("node:path");
const { before, describe } = require("node:test");
const { recording } = require("./recordings");
const { eventually, stage } = require("./stage");
const { button, opened, sign } = require("./take-screen");
const { app, review } = require("./words");

describe("a review", () => {
  const there = stage();
  const { starling, test, visit } = there;
  let practised;
  before(async () => {
    const answer = recording(path.join(starling.home, "answer.wav"), [["situation", 30], ["task", 10]]);
    practised = await there.practise(answer, { question: "worst-production-incident", format: "l6-2min" });
  });

  async function coachs() {
    const page = await visit((await starling.share(practised.file)).link);
    await page.getByRole("list", { name: app.session.takes }).getByRole("link").click();
    return opened(page);
  }
  const tab = (page, name) => page.getByRole("tab", { name });
  const score = () => review.scoreOf(practised.report.timing_score.toFixed(0));
  /** The scales of one level, one a dimension. */
  const scales = (page, level) => page.getByRole("group", { name: new RegExp(`${review.rubricOf(level)}`) }).filter({ has: page.getByRole("radio") });
  const rate = async (page, level, point) => {
    for (const scale of await scales(page, level).all()) await scale.getByRole("radio").nth(point - 1).check();
  };
  const stored = async () => (await there.owner().reviews.listReviews({ parent: practised.take })).reviews;

  test("is made blind: the machine's score comes after the coach's", async () => {
    const page = await coachs();
    await tab(page, review.timing).click();
    await page.getByText(review.blindTitle).waitFor();
    assert.equal(await page.getByText(score(), { exact: true }).count(), 0);
    assert.equal(await page.getByText(practised.report.advice).count(), 0);
    for (const verdict of ["missing", "far over"]) assert.equal(await page.getByRole("cell", { name: verdict }).count(), 0);
    await page.getByText(review.export, { exact: true }).click();
    await button(page, review.exportCsv).waitFor();
    assert.equal(await button(page, review.exportMarkdown).count(), 0, "the file has the score in it");
    await page.keyboard.press("Escape");
    await tab(page, review.rating).click();
    await rate(page, "L6", 3);
    await sign(page, "Ana");
    await rate(page, "L7", 3);
    await tab(page, review.timing).click();
    await page.getByText(score(), { exact: true }).waitFor();
    assert.equal(await page.getByText(review.blindTitle).count(), 0);
  });

  test("may be made with the score in sight, which is told", async () => {
    const page = await coachs();
    await tab(page, review.timing).click();
    await button(page, review.reveal).click();
    await page.getByText(score(), { exact: true }).waitFor();
    await page.getByText(review.revealed).waitFor();
  });

  test("rates at L6 and at L7 side by side, and stays a draft until it is sent", async () => {
    const page = await coachs();
    const speaker = await opened(await visit(starling.own(`/${practised.take}`)));
    await speaker.getByText(review.noReviews).waitFor();
    await page.keyboard.press("r");
    const [six, seven] = [scales(page, "L6").first(), scales(page, "L7").first()];
    const [left, right] = [await six.boundingBox(), await seven.boundingBox()];
    assert.ok(left.x + left.width <= right.x + 1 && Math.abs(left.y - right.y) < 2, "side by side");
    await rate(page, "L6", 4);
    await sign(page, "Ana");
    await rate(page, "L7", 2);
    await seven.getByRole("textbox", { name: review.missingEvidence }).fill("A decision across teams.");
    await page.getByRole("textbox", { name: review.note }).fill("Clear, and calm.");
    await page.getByRole("textbox", { name: review.nextStep }).fill("Name the figure first.");
    await page.getByText(review.saved).waitFor();
    assert.deepEqual(await stored(), [], "a draft is its author's");
    await page.reload();
    await opened(page);
    await page.keyboard.press("r");
    await eventually(async () => assert.equal(await page.getByRole("textbox", { name: review.note }).inputValue(), "Clear, and calm."));
    assert.ok(await six.getByRole("radio").nth(3).isChecked());
    assert.equal(await seven.getByRole("textbox", { name: review.missingEvidence }).inputValue(), "A decision across teams.");

    await button(page, review.sendReview).click();
    const sent = speaker.getByRole("region", { name: review.reviews });
    await sent.getByText("Name the figure first.").waitFor();
    await sent.getByText(review.reviewBy("Ana")).waitFor();
    await sent.getByText("Clear, and calm.").waitFor();
    await sent.getByText(review.ratingsSummary).click();
    await sent.getByText("A decision across teams.").waitFor();

    await page.getByRole("textbox", { name: review.nextStep }).fill("Name the figure in the first sentence.");
    await page.getByText(review.savedSent).waitFor();
    await sent.getByText("Name the figure in the first sentence.").waitFor();
    const [kept] = await stored();
    assert.equal(kept.ratings.filter(({ level }) => level === 1).every(({ point }) => point === 4), true);
    assert.equal(kept.ratings.filter(({ level }) => level === 2).every(({ point }) => point === 2), true);
  });

  test("is read in the terminal", async () => {
    const text = await starling.run("review", practised.file);
    for (const part of ["Ana", "Clear, and calm.", "Name the figure in the first sentence."]) assert.ok(text.includes(part), text);
  });

  test("keeps what was typed over a reload before it was saved", async () => {
    const page = await coachs();
    await page.keyboard.press("r");
    await page.getByRole("textbox", { name: review.note }).fill("Not signed yet");
    await page.reload();
    await opened(page);
    await page.keyboard.press("r");
    await eventually(async () => assert.equal(await page.getByRole("textbox", { name: review.note }).inputValue(), "Not signed yet"));
  });
});
