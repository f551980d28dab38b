// What every screen owes to whoever looks at it, or does not.

const assert = require("node:assert/strict");
const { randomUUID } = require("node:crypto");
const path = require("node:path");
const { before, describe } = require("node:test");
const { violations } = require("./browser");
const { recording } = require("./recordings");
const { coach } = require("./services");
const { eventually, stage } = require("./stage");
const { button, opened } = require("./take-screen");
const { app, review } = require("./words");

const LOOKS = [
  { scheme: "light", width: 1280 },
  { scheme: "dark", width: 1280 },
  { scheme: "light", width: 360 },
  { scheme: "dark", width: 360 },
];

describe("every screen", () => {
  const there = stage();
  const { starling, test, visit } = there;
  const practised = [];
  before(async () => {
    for (const [at, lengths] of [[40, 20, 20, 10], [25, 20, 60, 35]].entries()) {
      const sections = ["situation", "task", "action", "result"].map((place, index) => [place, lengths[index]]);
      const answer = recording(path.join(starling.home, `${at}.wav`), sections);
      practised.push(await there.practise(answer, { question: "worst-production-incident", format: "l6-2min" }));
    }
    const { token } = await starling.share(practised[0].file);
    const ana = await coach(there.url, { token });
    const parent = practised[0].take;
    for (const kind of [0, 1, 2, 3, 4, 5, 6, 7]) {
      const comment = { author: "Ana", text: `Of kind ${kind}.`, kind, startSample: BigInt(kind * 48_000), endSample: BigInt(kind * 64_000) };
      await ana.reviews.createComment({ parent, requestId: randomUUID(), comment });
    }
    const { rubrics } = await ana.reviews.listTakeRubrics({ parent });
    const ratings = rubrics.flatMap(({ level, dimensions }) => dimensions.map(({ id }) => ({ dimension: id, level, point: 3, missingEvidence: "A figure." })));
    const { review: draft } = await ana.reviews.createReview({ parent, requestId: randomUUID(), review: { author: "Ana", note: "Calm.", nextStep: "Shorter.", ratings } });
    await ana.reviews.sendReview({ name: draft.name });
  });

  const own = (at) => (options) => visit(starling.own(at()), options);
  const asCoach = async (options) => {
    const page = await visit((await starling.share(practised[0].file)).link, options);
    await page.getByRole("list", { name: app.session.takes }).getByRole("link").click();
    return opened(page);
  };
  const screens = {
    entrance: async (options) => visit(there.url, options),
    "closed link": async (options) => visit(`${there.url}/#link=none`, options),
    sessions: own(() => "/"),
    session: own(() => `/${practised[0].session}`),
    "speaker's take": async (options) => opened(await own(() => `/${practised[0].take}`)(options)),
    "coach's take": asCoach,
    "coach's rating": async (options) => {
      const page = await asCoach(options);
      await page.getByRole("tab", { name: review.rating }).click();
      return page;
    },
    comparison: own(() => `/compare?take=${practised[0].take}&take=${practised[1].take}`),
    progress: own(() => "/progress"),
    "missing page": own(() => "/no/such/page"),
    "list of keys": async (options) => {
      const page = await own(() => "/")(options);
      await settled(page);
      await page.keyboard.press("?");
      await page.getByRole("dialog", { name: app.keys.title }).waitFor();
      return page;
    },
  };

  for (const [name, open] of Object.entries(screens)) {
    test(`is fit for everybody: ${name}`, async () => {
      for (const look of LOOKS) {
        const page = await open(look);
        await settled(page);
        assert.deepEqual(await violations(page), [], `${name}, ${look.scheme}, ${look.width} pixels`);
        const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(tooWide <= 0, `${name} scrolls sideways by ${tooWide} of ${look.width} pixels`);
        const within = await page.locator(".review :is(.table-scroll, [role=tablist])").evaluateAll((boxes) => boxes.map((box) => box.scrollWidth - box.clientWidth));
        assert.ok(within.every((pixels) => pixels <= 0), `what is in ${name} scrolls sideways by ${within} of ${look.width} pixels`);
        assert.equal(await page.locator("h1").count(), 1, "one heading above all");
      }
    });
  }

  test("takes its colours from the system, or as somebody chooses", async () => {
    const page = await visit(starling.own(), { scheme: "dark" });
    await settled(page);
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    await button(page, app.theme.auto).click();
    await button(page, app.theme.light).waitFor();
    const light = await ground();
    assert.notEqual(light, dark);
    await page.reload();
    await settled(page);
    assert.equal(await ground(), light);
    await button(page, app.theme.light).click();
    await button(page, app.theme.dark).click();
    assert.equal(await ground(), dark);
    await page.emulateMedia({ colorScheme: "light" });
    await eventually(async () => assert.equal(await ground(), light));
  });

  test("is printed with everything that is said of a take, and nothing to press", async () => {
    const page = await opened(await visit(starling.own(`/${practised[0].take}`), { scheme: "dark" }));
    await page.emulateMedia({ media: "print" });
    for (const text of [practised[0].report.advice, "Of kind 1.", "Shorter.", review.evaluated]) {
      assert.ok(await page.getByText(text).first().isVisible(), text);
    }
    for (const name of [review.play, review.send, review.export]) {
      const pressed = page.getByRole("button", { name, exact: true });
      if (await pressed.count()) assert.equal(await pressed.first().isVisible(), false, name);
    }
    const pdf = await page.pdf({ format: "A4" });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
  });

  test("is reached without a mouse, and its heading says where one is", async () => {
    const page = await visit(starling.own());
    await settled(page);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement?.id), "content");
    await page.getByRole("link", { name: app.nav.progress }).press("Enter");
    await page.getByRole("heading", { level: 1, name: app.progress.title }).waitFor();
    await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement?.tagName), "H1"));
    assert.equal(await page.title(), app.title(app.progress.title));
  });
});

/** Waits until a screen shows what it shows. */
async function settled(page) {
  await page.locator("h1").first().waitFor();
  await eventually(async () => assert.equal(await page.getByRole("status", { name: app.loading }).count(), 0));
}
