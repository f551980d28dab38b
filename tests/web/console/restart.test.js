// The server goes, and comes back.

const assert = require("node:assert/strict");
const { readFileSync } = require("node:fs");
const path = require("node:path");
const { before, describe } = require("node:test");
const { recording } = require("./recordings");
const { eventually, stage } = require("./stage");
const { createSession, store } = require("./takes");
const { button, field, isAt, isBeyond, opened, say, slider, stored, thread } = require("./take-screen");
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
    const page = await visit((await starling.share(practised.file)).link);
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
    await stored(page, "Typed while it was there").waitFor();
    assert.equal(await field(page).inputValue(), "Still in the field");
    assert.equal(await page.getByRole("textbox", { name: review.note }).inputValue(), "Half a thought");
    await page.getByText(review.saved).waitFor();
    await page.reload();
    await opened(page);
    assert.equal(await field(page).inputValue(), "Still in the field");
  });

  describe("and its audio", () => {
    // More than a browser reads ahead.
    const SECONDS = 1200;
    let take;
    before(async () => {
      const file = path.join(starling.home, "long.wav");
      recording(file, [["situation", SECONDS]]);
      const session = await createSession(there.owner(), "Long");
      take = await store(there.owner(), session, readFileSync(file), [{ place: "situation", sample: 0n }]);
    });
    const open = async () => {
      const page = await visit(starling.own());
      page.allow(AWAY);
      page.audio = new Set();
      page.on("request", (request) => request.url().includes("/audio/") && page.audio.add(request.url()));
      await page.goto(`${there.url}/${take}`);
      return opened(page);
    };
    const playsToTheEnd = async (page) => {
      await slider(page).press("End");
      await slider(page).press("PageDown");
      await isAt(page, SECONDS - 30);
      await page.keyboard.press("k");
      await isBeyond(page, SECONDS - 29);
      await button(page, review.pause).waitFor();
      assert.ok(page.audio.size > 1, "another address was asked for");
    };

    test("are asked for at another address once it is back", async () => {
      const page = await open();
      await starling.stop("SIGKILL");
      await starling.serve();
      await banner(page).waitFor({ state: "detached" });
      await playsToTheEnd(page);
    });

    test("are asked for at another address when one has ended", async () => {
      const page = await open();
      const ended = new Set(page.audio);
      // What the server answers a quarter of an hour after it gave the address.
      await page.route("**/audio/**", (route) =>
        ended.has(route.request().url()) ? route.fulfill({ status: 403 }) : route.continue(),
      );
      await playsToTheEnd(page);
    });
  });

  test("tells a page that is opened meanwhile nothing, until it is back", async () => {
    const { link } = await starling.share(practised.file);
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
