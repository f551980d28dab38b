// A take in one file, for a coach without a server. `tests/parcel.rs` goes its whole way; here is how it looks, and how
// what comes back appears before whoever looks on.

const assert = require("node:assert/strict");
const { randomUUID } = require("node:crypto");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { before, describe } = require("node:test");
const { violations } = require("./browser");
const { recording, silence } = require("./recordings");
const { eventually, stage } = require("./stage");
const { button, field, opened, thread } = require("./take-screen");
const { parcel, review: words } = require("./words");

describe("a parcel", () => {
  const there = stage();
  const { starling, test, visit } = there;
  let practised;
  let file;
  before(async () => {
    const answer = recording(path.join(starling.home, "answer.wav"), [["situation", 20], ["task", 10]]);
    practised = await there.practise(answer, { question: "worst-production-incident", format: "l6-2min" });
    file = path.join(starling.home, "parcel.html");
    await starling.run("parcel", practised.file, "--output", file);
  });

  test("is fit for everybody, as a file", async () => {
    for (const look of [{ scheme: "light" }, { scheme: "dark" }, { scheme: "light", width: 360 }, { scheme: "dark", width: 360 }]) {
      const page = await visit(pathToFileURL(file).href, look);
      await page.getByRole("heading", { level: 1 }).waitFor();
      assert.deepEqual(await violations(page), [], JSON.stringify(look));
    }
  });

  test("comes back as comments that the speaker sees at once, and only once", async () => {
    const speaker = await opened(await visit(starling.own(`/${practised.take}`)));
    const page = await visit(pathToFileURL(file).href);
    const requests = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.getByRole("textbox", { name: parcel.yourName }).fill("Ana");
    await page.getByRole("heading", { level: 1 }).click();
    await button(page, words.play).click();
    await button(page, words.pause).click();
    await field(page).fill("Said far from any server");
    await page.keyboard.press("Enter");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: parcel.save(1) }).click()]);
    assert.deepEqual(requests.filter((url) => !/^(blob|data|file):/.test(url)), []);
    const saved = path.join(starling.home, download.suggestedFilename());
    await download.saveAs(saved);
    await starling.run("parcel", "import", saved);
    await thread(speaker, "Said far from any server").getByText(words.imported).waitFor();
    await starling.run("parcel", "import", saved);
    const { comments } = await there.owner().reviews.listComments({ parent: practised.take });
    assert.deepEqual(comments.map(({ author, text }) => [author, text]), [["Ana", "Said far from any server"]]);
  });

  test("holds what was said, the newest voices first", async () => {
    const { reviews } = there.owner();
    const parent = practised.take;
    const ratings = [{ dimension: "ownership", point: 4, missingEvidence: "Whose idea was it?" }];
    const review = { author: "Ana", note: "Clear to the end.", nextStep: "Say the figure first.", ratings };
    const draft = await reviews.createReview({ parent, requestId: randomUUID(), review });
    await reviews.sendReview({ name: draft.review.name });
    // So long that ten of them have room.
    const voice = silence(60.5);
    for (let number = 1; number <= 11; number += 1) {
      const comment = { author: `Voice ${number}.`, startSample: 0n, endSample: 0n };
      await reviews.createComment({ parent, requestId: randomUUID(), comment, voice });
    }
    const heard = path.join(starling.home, "heard.html");
    await starling.run("parcel", practised.file, "--output", heard);

    const page = await visit(pathToFileURL(heard).href);
    const newest = thread(page, "Voice 11.");
    await opened(page);
    await button(page, words.play).click();
    await button(page, words.pause).waitFor();
    await newest.getByRole("button", { name: words.hear }).click();
    const player = newest.locator("audio");
    await eventually(async () => assert.ok((await player.evaluate((audio) => audio.currentTime)) > 0.2));
    assert.equal(await player.evaluate((audio) => audio.duration), 60.5);
    // Two voices at once would be none. The take goes on after the comment.
    await button(page, words.play).waitFor();
    await player.evaluate((audio) => (audio.currentTime = audio.duration - 0.2));
    await button(page, words.pause).waitFor();
    assert.equal(await page.getByRole("button", { name: words.hear }).count(), 9);
    await thread(page, "Voice 1.").getByText(parcel.leftOut("61")).waitFor();

    const sent = page.getByRole("region", { name: words.reviews });
    await sent.getByText(words.ratingsSummary).click();
    for (const text of ["Say the figure first.", "Clear to the end.", "Whose idea was it?"]) {
      await sent.getByText(text).waitFor();
    }
    // What the speaker wrote themselves is not the reader's.
    assert.equal(await page.getByText(words.you, { exact: true }).count(), 0);
    assert.deepEqual(await violations(page), []);
  });
});
