// Two coaches and the speaker before the same take at once.

const path = require("node:path");
const { before, describe } = require("node:test");
const { recording } = require("./recordings");
const { stage } = require("./stage");
const { opened, say, sign, thread } = require("./take-screen");
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
});
