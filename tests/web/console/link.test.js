// What a share link lets in to, and what it says where it does not.

const assert = require("node:assert/strict");
const { randomUUID } = require("node:crypto");
const path = require("node:path");
const { before, describe } = require("node:test");
const { recording } = require("./recordings");
const { eventually, stage } = require("./stage");
const { app, review } = require("./words");

describe("a share link", () => {
  const there = stage();
  const { starling, test, visit } = there;
  let practised;
  before(async () => {
    const file = path.join(starling.home, "answer.wav");
    const answer = recording(file, [["situation", 6], ["task", 5], ["action", 12], ["result", 7]]);
    practised = await there.practise(answer, { question: "worst-production-incident", format: "l6-2min" });
  });

  const heading = (page, name) => page.getByRole("heading", { level: 1, name });

  test("opens its session, and is not left in the address", async () => {
    const { link } = await starling.share(practised.file);
    const page = await visit(link);
    await page.getByRole("list", { name: app.session.takes }).getByRole("link").waitFor();
    assert.equal(page.url(), `${there.url}/${practised.session}`);
    const kept = await page.evaluate(() => JSON.stringify([history.state, document.referrer, { ...localStorage }]));
    assert.doesNotMatch(kept, /starling_link_/);
    // Reloading redeems nothing: the tab keeps what it got.
    await page.reload();
    await page.getByRole("list", { name: app.session.takes }).getByRole("link").waitFor();
    const { shareLinks } = await there.owner().shares.listShareLinks({ parent: practised.session });
    assert.deepEqual(shareLinks.map(({ useCount }) => useCount), [1]);
  });

  for (const [name, meanwhile, heard] of [
    ["goes on being exchanged", () => {}, (page) => page.getByRole("list", { name: app.session.takes }).getByRole("link")],
    ["that is revoked meanwhile is explained", ({ name }) => starling.run("revoke", name), (page) => heading(page, app.closed.titles.LINK_REVOKED)],
  ]) {
    test(`${name} in a page that is loaded anew before the answer`, async () => {
      const shared = await starling.share(practised.file);
      const page = await visit(there.url);
      const redeem = "**/RedeemShareLink";
      await page.route(redeem, () => {}, { times: 1 }); // never answered
      await Promise.all([page.waitForRequest(redeem), page.goto(shared.link)]);
      assert.equal(new URL(page.url()).hash, "");
      await meanwhile(shared);
      await page.reload();
      await heard(page).waitFor();
      assert.doesNotMatch(await page.evaluate(() => JSON.stringify({ ...sessionStorage })), /starling_link_/);
    });
  }

  test("opens nothing else", async () => {
    const other = await there.practise({ wav: path.join(starling.home, "answer.wav"), labels: path.join(starling.home, "answer.labels.txt") });
    const page = await visit((await starling.share(practised.file)).link);
    for (const at of ["/", "/progress"]) {
      await page.goto(there.url + at);
      await page.waitForURL(`${there.url}/${practised.session}`);
    }
    await page.goto(`${there.url}/${other.session}`);
    await page.getByRole("alert").getByText(/./).first().waitFor();
    assert.equal(await page.getByText(other.report.question).count(), 0);
  });

  for (const [name, make, title, text] of [
    ["that nobody gave", () => `${there.url}/#link=starling_link_${"0".repeat(58)}`, app.closed.titles.LINK_UNKNOWN, app.closed.texts.LINK_UNKNOWN],
    ["cut short", async () => (await starling.share(practised.file)).link.slice(0, -7), app.closed.titles.LINK_UNKNOWN, app.closed.texts.LINK_UNKNOWN],
    ["that was revoked", revoked, app.closed.titles.LINK_REVOKED, app.closed.texts.LINK_REVOKED],
    ["that has ended", ended, app.closed.titles.LINK_EXPIRED, app.closed.texts.LINK_EXPIRED],
    ["that was used up", usedUp, app.closed.titles.LINK_USED_UP, app.closed.texts.LINK_USED_UP],
  ]) {
    test(`${name} says so in a sentence`, async () => {
      const page = await visit(await make());
      await heading(page, title).waitFor();
      await page.getByText(text).waitFor();
    });
  }

  test("that is revoked while it is open shows nothing more", async () => {
    const shared = await starling.share(practised.file);
    const page = await visit(shared.link);
    await page.getByRole("list", { name: app.session.takes }).getByRole("link").waitFor();
    await starling.run("revoke", shared.name);
    await heading(page, app.closed.titles.LINK_REVOKED).waitFor();
    assert.equal(await page.getByRole("list", { name: app.session.takes }).count(), 0);
    await page.reload();
    await heading(page, app.entrance.title).waitFor();
  });

  test("to listen offers nothing to write", async () => {
    const page = await visit((await starling.share(practised.file, "listen")).link);
    await page.getByRole("list", { name: app.session.takes }).getByRole("link").click();
    await page.getByText(review.listenOnly).waitFor();
    await page.getByRole("button", { name: review.play }).waitFor();
    assert.equal(await page.getByRole("textbox").count(), 0);
    for (const offer of [review.send, review.speak, review.sendReview, review.reply]) {
      assert.equal(await page.getByRole("button", { name: offer }).count(), 0, offer);
    }
    const tick = page.getByRole("checkbox").first();
    if (await tick.count()) assert.ok(await tick.isDisabled());
    await page.keyboard.press("s");
    await page.keyboard.press("c");
    const { comments } = await there.owner().reviews.listComments({ parent: practised.take });
    assert.deepEqual(comments, []);
  });

  test("gives way to another one in the same tab", async () => {
    const page = await visit(`${there.url}/#link=starling_link_none`);
    await heading(page, app.closed.titles.LINK_UNKNOWN).waitFor();
    const { link } = await starling.share(practised.file);
    await page.evaluate((link) => {
      location.hash = new URL(link).hash;
    }, link);
    await page.getByRole("list", { name: app.session.takes }).getByRole("link").waitFor();
    assert.equal(new URL(page.url()).hash, "");
  });

  test("is what whoever comes without one is told of", async () => {
    const page = await visit(there.url);
    await heading(page, app.entrance.title).waitFor();
    await page.getByText(app.entrance.coachText).waitFor();
    await page.goto(`${there.url}/no/such/page`);
    await heading(page, /./).waitFor();
  });

  async function revoked() {
    const { link, name } = await starling.share(practised.file);
    await starling.run("revoke", name);
    return link;
  }

  // A link lasts a minute at least by the command, and a moment by the service.
  async function ended() {
    const { shares } = there.owner();
    const seconds = BigInt(Math.ceil(Date.now() / 1000) + 1);
    const shareLink = { role: 1, expireTime: { seconds, nanos: 0 } };
    const { token } = await shares.createShareLink({ parent: practised.session, requestId: randomUUID(), shareLink });
    await eventually(() => assert.ok(Date.now() > Number(seconds) * 1000));
    return `${there.url}/#link=${token}`;
  }

  async function usedUp() {
    const { link } = JSON.parse(await starling.run("share", practised.file, "--role", "listen", "--for", "1h", "--uses", "1", "--json"));
    const first = await visit(link);
    await first.getByRole("list", { name: app.session.takes }).getByRole("link").waitFor();
    return link;
  }
});
