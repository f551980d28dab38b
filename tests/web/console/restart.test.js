// The server goes, and comes back.

const assert = require("node:assert/strict");
const path = require("node:path");
const { before, describe } = require("node:test");
const { recording } = require("./recordings");
const { eventually, stage } = require("./stage");
const { button, field, isAt, isBeyond, opened, say, slider, thread } = require("./take-screen");
const { app, review } = require("./words");

// What the browser itself says of an address where nobody answers, or that has ended.
const AWAY = /net::ERR_|Failed to load resource/;

describe("a server that is killed", () => {
  const there = stage();
  const { starling, test, visit } = there;
  let practised;
  before(async () => {
    const answer = recording(path.join(starling.home, "answer.wav"), [["situation", 40], ["task", 20]]);
    practised = await there.practise(answer, { question: "worst-production-incident", format: "l6-2min" });
  });

  async function coachs() {
    const page = await visit(starling.share(practised.file).link);
    await page.getByRole("list", { name: app.session.takes }).getByRole("link").click();
    page.allow(AWAY);
    return opened(page);
  }
  const banner = (page) => page.getByText(app.connection.reconnecting);

  test("takes nothing along of what was typed, and the page goes on when it is back", async () => {
    const page = await coachs();
    await say(page, "Before", "Ana");
    await page.keyboard.press("r");
    await page.getByRole("textbox", { name: review.note }).fill("Half a thought");
    await field(page).fill("Typed while it was there");
    await starling.stop("SIGKILL");
    await banner(page).waitFor();
    await field(page).press("Enter");
    await thread(page, "Typed while it was there").getByText(review.notSent).waitFor();
    await field(page).fill("Still in the field");
    // Even the tab may be loaded anew, once there is somebody to load it from.
    await starling.serve();
    await banner(page).waitFor({ state: "detached" });
    await eventually(async () => {
      const { comments } = await there.owner().reviews.listComments({ parent: practised.take });
      assert.deepEqual(comments.map(({ text }) => text).sort(), ["Before", "Typed while it was there"]);
    });
    assert.equal(await thread(page, "Typed while it was there").getByText(review.notSent).count(), 0);
    assert.equal(await field(page).inputValue(), "Still in the field");
    assert.equal(await page.getByRole("textbox", { name: review.note }).inputValue(), "Half a thought");
    await page.getByText(review.saved).waitFor();
    await page.reload();
    await opened(page);
    assert.equal(await field(page).inputValue(), "Still in the field");
  });

  test("leaves the player an address that has ended: it asks for another one and plays on", async () => {
    const page = await coachs();
    await page.keyboard.press("2");
    await isAt(page, 40);
    await starling.stop("SIGKILL");
    await starling.serve();
    // What the browser has of the audio it plays; a place that it does not have, it asks for.
    await slider(page).focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("k");
    await isBeyond(page, 1);
    await page.keyboard.press("2");
    await isBeyond(page, 40.5);
    await button(page, review.pause).waitFor();
  });

  test("tells a page that is opened meanwhile nothing, until it is back", async () => {
    const { link } = starling.share(practised.file);
    const page = await visit(there.url);
    page.allow(AWAY);
    await page.getByRole("heading", { level: 1, name: app.entrance.title }).waitFor();
    await starling.stop("SIGKILL");
    await page.evaluate((link) => {
      location.hash = new URL(link).hash;
    }, link);
    await page.getByText(app.arriving.waiting).waitFor();
    await starling.serve();
    await page.getByRole("list", { name: app.session.takes }).getByRole("link").waitFor();
  });
});
