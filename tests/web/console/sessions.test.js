// The list of sessions, and the takes of one.

const assert = require("node:assert/strict");
const { randomUUID } = require("node:crypto");
const { readFileSync } = require("node:fs");
const path = require("node:path");
const { before, describe } = require("node:test");
const { recording } = require("./recordings");
const { coach } = require("./services");
const { eventually, stage } = require("./stage");
const { append, complete, createSession, createTake, finish, store } = require("./takes");
const { app } = require("./words");

describe("the sessions", () => {
  const there = stage();
  const { starling, test, visit } = there;
  const EMPTY = 60;
  let onTime;
  let over;
  before(async () => {
    for (let number = 1; number <= EMPTY; number += 1) await createSession(there.owner(), `Evening ${number}`);
    const answer = (name, sections) => recording(path.join(starling.home, name), sections);
    const fitting = answer("fitting.wav", [["situation", 25], ["task", 20], ["action", 60], ["result", 35]]);
    const long = answer("long.wav", [["situation", 52], ["task", 20], ["action", 60], ["result", 35]]);
    over = await there.practise(long, { question: "l6-blank-dashboard", format: "l6-2min" });
    onTime = await there.practise(fitting, { question: "worst-production-incident", format: "l6-2min" });
  });

  const list = (page) => page.getByRole("list", { name: app.sessions.list });
  const rows = (page) => list(page).getByRole("listitem");
  const row = (page, practised) => list(page).locator(`a[href="/${practised.session}"]`);
  const choose = (page, filter) => page.getByRole("radio", { name: app.sessions.filter[filter] }).check();
  const shows = (page, count) => eventually(async () => assert.equal(await rows(page).count(), count));
  const takeList = (page) => page.getByRole("list", { name: app.session.takes });

  test("are told at a glance", async () => {
    const page = await visit(starling.own());
    const newest = rows(page).first();
    await newest.waitFor();
    assert.equal(await newest.getByRole("link").getAttribute("href"), `/${onTime.session}`);
    const bar = newest.getByRole("img", { name: /Situation 0:25 on time, Task 0:20 on time, Action 1:00 on time, Result 0:35 on time/ });
    await bar.waitFor();
    await newest.getByText(app.marks.unheard(1)).waitFor();
    await row(page, over).getByText(app.marks.over("Situation", "+0:25")).or(row(page, over).getByText(/Situation \+0:2[45]/)).waitFor();
    assert.equal(await newest.getByText(/Situation \+/).count(), 0);
    assert.equal(await page.title(), app.title(app.sessions.title));
  });

  test("are asked for before the server has said who is calling", async () => {
    const page = await visit(`${there.url}/no/such/page`);
    const listed = page.waitForRequest(/ListSessionOverviews/);
    await page.route(/GetCaller/, (route) => listed.then(() => route.continue()));
    await page.goto(starling.own());
    await rows(page).first().waitFor();
  });

  test("come by pages as they are scrolled to", async () => {
    const page = await visit(starling.own());
    await shows(page, 50);
    await rows(page).last().scrollIntoViewIfNeeded();
    await shows(page, EMPTY + 2);
    await list(page).getByText("Evening 1", { exact: true }).waitFor();
    await page.getByText(app.sessions.shown(EMPTY + 2, true)).waitFor();
  });

  test("are found by a word of the title or the question", async () => {
    const page = await visit(starling.own());
    const search = page.getByRole("searchbox", { name: app.sessions.search });
    await search.fill("evening 17");
    await shows(page, 1);
    await search.fill("BLANK dashboard");
    await shows(page, 1);
    await row(page, over).waitFor();
    await search.fill("<b>no such</b>");
    await page.getByText(app.sessions.none).waitFor();
    await page.getByRole("button", { name: app.sessions.clear }).click();
    await shows(page, 50);
    assert.equal(await search.inputValue(), "");
  });

  test("are narrowed to those that need somebody", async () => {
    const { token } = await starling.share(over.file);
    const ana = await coach(there.url, { token });
    const { comment } = await ana.reviews.createComment({
      parent: over.take,
      requestId: randomUUID(),
      comment: { author: "Ana", text: "Which service?", startSample: 16_000n, endSample: 16_000n },
    });
    const review = { author: "Ana", note: "Good bones.", nextStep: "Shorten the situation." };
    const created = await ana.reviews.createReview({ parent: onTime.take, requestId: randomUUID(), review }).catch(() => null);
    assert.equal(created, null, "the link opens another session");

    const page = await visit(starling.own());
    await choose(page, "unanswered");
    await shows(page, 1);
    await row(page, over).getByText(app.marks.unanswered(1)).waitFor();
    await choose(page, "overTime");
    await shows(page, 1);
    await row(page, over).waitFor();
    await choose(page, "unheard");
    await shows(page, 2);
    await choose(page, "reviewed");
    await page.getByText(app.sessions.none).waitFor();
    const { review: draft } = await ana.reviews.createReview({ parent: over.take, requestId: randomUUID(), review });
    await ana.reviews.sendReview({ name: draft.name });
    await row(page, over).getByText(app.marks.reviewed).waitFor();
    await choose(page, "live");
    await page.getByText(app.sessions.none).waitFor();
    await ana.reviews.deleteComment({ name: comment.name });
  });

  test("are walked through by keys", async () => {
    const page = await visit(starling.own());
    await rows(page).first().waitFor();
    await page.keyboard.press("j");
    await eventually(async () => assert.equal(await focused(page), `/${onTime.session}`));
    await page.keyboard.press("j");
    await eventually(async () => assert.equal(await focused(page), `/${over.session}`));
    await page.keyboard.press("k");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await eventually(async () => assert.equal(await focused(page), `/${onTime.session}`));
    // Typed at once: no letter may go to a shortcut.
    await page.keyboard.type("/jk?x");
    const search = page.getByRole("searchbox", { name: app.sessions.search });
    await eventually(async () => assert.equal(await search.inputValue(), "jk?x"));
    await search.fill("");
    await shows(page, 50);
    await page.keyboard.press("ArrowDown");
    await eventually(async () => assert.equal(await focused(page), `/${onTime.session}`));
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: app.keys.title }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    await eventually(async () => assert.equal(await focused(page), `/${onTime.session}`));
    await page.keyboard.press("Enter");
    await takeList(page).waitFor();
    assert.equal(page.url(), `${there.url}/${onTime.session}`);
    await page.goBack();
    await rows(page).first().waitFor();
  });

  test("work without single keys where somebody has turned them off", async () => {
    const page = await visit(starling.own());
    await rows(page).first().waitFor();
    await page.keyboard.press("?");
    await page.getByRole("checkbox", { name: app.keys.enabled }).uncheck();
    await page.keyboard.press("Escape");
    await page.reload();
    await rows(page).first().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("?");
    assert.equal(await page.getByRole("dialog").count(), 0);
    await page.getByRole("button", { name: app.nav.keys }).click();
    await page.getByRole("checkbox", { name: app.keys.enabled }).check();
  });

  test("change as something happens, without reloading", async () => {
    const page = await visit(starling.own());
    await rows(page).first().waitFor();
    const owner = there.owner();
    const session = await createSession(owner, "Just now");
    const now = { session };
    await row(page, now).waitFor();
    assert.equal(await rows(page).first().getByRole("link").getAttribute("href"), `/${session}`);

    const take = await createTake(owner, session);
    const file = path.join(starling.home, "live.wav");
    recording(file, [["situation", 25], ["task", 20]]);
    const wav = readFileSync(file);
    await append(owner, take, wav.subarray(0, 100_000));
    await row(page, now).getByText(app.marks.live, { exact: true }).waitFor();
    await append(owner, take, wav.subarray(100_000));
    await finish(owner, take, []);
    await complete(owner, take, wav);
    await row(page, now).getByText(app.marks.live, { exact: true }).waitFor({ state: "detached" });
    await row(page, now).getByText(app.marks.unheard(1)).waitFor();

    const { token } = await starling.share(session);
    const ana = await coach(there.url, { token });
    const { comment } = await ana.reviews.createComment({
      parent: take.name,
      requestId: randomUUID(),
      comment: { author: "Ana", text: "Where was this?" },
    });
    await row(page, now).getByText(app.marks.unanswered(1)).waitFor();
    await owner.reviews.createComment({
      parent: take.name,
      requestId: randomUUID(),
      comment: { author: "Sam", text: "In the shop.", replyTo: comment.name },
    });
    await row(page, now).getByText(app.marks.unanswered(1)).waitFor({ state: "detached" });
    await owner.playback.markTakeHeard({ name: take.name });
    await row(page, now).getByText(app.marks.unheard(1)).waitFor({ state: "detached" });
    await owner.sessions.deleteSession({ name: session });
    await row(page, now).waitFor({ state: "detached" });
  });

  test("have their takes, which are chosen to be compared by a key", async () => {
    const owner = there.owner();
    const wav = readFileSync(path.join(starling.home, "fitting.wav"));
    const rate = 16_000n;
    const marks = [["situation", 0n], ["task", 25n], ["action", 45n], ["result", 105n]];
    await store(owner, onTime.session, wav, marks.map(([place, second]) => ({ place, sample: second * rate })));
    const page = await visit(starling.own(`/${onTime.session}`));
    await eventually(async () => assert.equal(await takeList(page).getByRole("listitem").count(), 2));
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.getByRole("link", { name: app.session.compareChosen(2) }).click();
    await page.getByRole("heading", { level: 1, name: app.compare.title }).waitFor();
  });
});

function focused(page) {
  return page.evaluate(() => document.activeElement?.getAttribute("href") ?? null);
}
