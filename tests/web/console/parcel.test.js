// A take in one file, for a coach without a server. `tests/parcel.rs` goes its whole way; here is how it looks, and how
// what comes back appears before whoever looks on.

const assert = require("node:assert/strict");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { before, describe } = require("node:test");
const { violations } = require("./browser");
const { recording } = require("./recordings");
const { stage } = require("./stage");
const { button, field, opened, thread } = require("./take-screen");
const { parcel, review } = require("./words");

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
    await button(page, review.play).click();
    await button(page, review.pause).click();
    await field(page).fill("Said far from any server");
    await page.keyboard.press("Enter");
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: parcel.save(1) }).click()]);
    assert.deepEqual(requests.filter((url) => !/^(blob|data|file):/.test(url)), []);
    const saved = path.join(starling.home, download.suggestedFilename());
    await download.saveAs(saved);
    await starling.run("parcel", "import", saved);
    await thread(speaker, "Said far from any server").getByText(review.imported).waitFor();
    await starling.run("parcel", "import", saved);
    const { comments } = await there.owner().reviews.listComments({ parent: practised.take });
    assert.deepEqual(comments.map(({ author, text }) => [author, text]), [["Ana", "Said far from any server"]]);
  });
});
