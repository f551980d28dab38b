// Two coaches and the speaker before the same take at once.

const assert = require("node:assert/strict");
const path = require("node:path");
const { before, describe } = require("node:test");
const { recording } = require("./recordings");
const { stage } = require("./stage");
const { field, opened, say, sign, thread } = require("./take-screen");
const { app, review } = require("./words");

describe("two coaches", () => {
  const there = stage();
  const { starling, test, visit } = there;
  let practised;
  before(async () => {
    const answer = recording(path.join(starling.home, "answer.wav"), [["situation", 20], ["task", 10]]);
    practised = await there.practise(answer, { question: "worst-production-incident", format: "l6-2min" });
  });

  async function coachs() {
    const page = await visit((await starling.share(practised.file)).link);
    await page.getByRole("list", { name: app.session.takes }).getByRole("link").click();
    return opened(page);
  }

  test("see each other's comments without reloading, and change only their own", async () => {
    const [ana, ben] = [await coachs(), await coachs()];
    const speaker = await opened(await visit(starling.own(`/${practised.take}`)));
    await say(ana, "Who decided?", "Ana");
    await thread(ben, "Who decided?").waitFor();
    await thread(speaker, "Who decided?").waitFor();
    await thread(ben, "Who decided?").getByRole("button", { name: review.edit }).waitFor({ state: "detached" });
    await thread(ben, "Who decided?").getByRole("button", { name: review.reply }).click();
    await ben.getByRole("textbox", { name: review.replyLabel("Ana") }).fill("I wondered too.");
    await ben.keyboard.press("Enter");
    await sign(ben, "Ben");
    for (const page of [ana, speaker]) await thread(page, "Who decided?").getByText("I wondered too.").waitFor();
    // Whom the session belongs to may remove what anybody wrote, with what hangs on it.
    await thread(speaker, "Who decided?").getByRole("button", { name: review.remove }).first().click();
    await speaker.getByRole("button", { name: review.removeYes }).click();
    for (const page of [ana, ben, speaker]) await thread(page, "Who decided?").waitFor({ state: "detached" });
  });

  test("see what is written while they look on from the list", async () => {
    const ana = await coachs();
    const ben = await visit((await starling.share(practised.file)).link);
    const row = ben.getByRole("list", { name: app.session.takes }).getByRole("listitem");
    await row.waitFor();
    await say(ana, "One more", "Ana");
    await row.getByText(app.marks.threads(1)).waitFor();
  });

  test("who share a tab find nothing of what the other one was writing", async () => {
    const [ana, ben] = [(await starling.share(practised.file)).link, (await starling.share(practised.file)).link];
    const page = await visit(ana);
    const take = async () => {
      await page.getByRole("list", { name: app.session.takes }).getByRole("link").click();
      await opened(page);
      await page.keyboard.press("r");
    };
    const note = page.getByRole("textbox", { name: review.note });
    await take();
    await say(page, "Signed by Ana", "Ana");
    await page.route(/ReviewService.(Create|Update)/, (route) => route.abort("connectionfailed"));
    page.allow(/ERR_CONNECTION_FAILED/);
    await field(page).fill("On its way");
    await page.keyboard.press("Enter");
    await field(page).fill("Half a sentence");
    await note.fill("Half a thought");
    await thread(page, "On its way").getByText(review.notSent).waitFor();

    // Only the fragment changes, as it does for whoever clicks a link in the open page.
    await page.evaluate((fragment) => {
      history.replaceState(null, "", location.pathname.split("/takes/")[0]);
      location.hash = fragment;
    }, new URL(ben).hash);
    await take();
    assert.equal(await field(page).inputValue(), "");
    assert.equal(await note.inputValue(), "");
    assert.equal(await thread(page, "On its way").count(), 0);
    await page.unroute(/ReviewService.(Create|Update)/);
    // Nor is anything signed with the other's name.
    await say(page, "Ben's own", "Ben");
    await thread(page, "Ben's own").getByText("Ben", { exact: true }).waitFor();

    await page.goto("about:blank");
    await page.goto(ana);
    await take();
    assert.equal(await field(page).inputValue(), "Half a sentence");
    assert.equal(await note.inputValue(), "Half a thought");
    await thread(page, "On its way").getByRole("button", { name: review.edit }).waitFor();
    const owns = async (text) => (await thread(page, text).getByRole("button", { name: review.edit }).count()) === 1;
    assert.deepEqual([await owns("On its way"), await owns("Signed by Ana"), await owns("Ben's own")], [true, true, false]);
    await say(page, "Ana again");
    const { comments } = await there.owner().reviews.listComments({ parent: practised.take });
    const authors = Object.fromEntries(comments.map(({ text, author }) => [text, author]));
    assert.deepEqual([authors["Ben's own"], authors["Ana again"]], ["Ben", "Ana"]);
  });
});
