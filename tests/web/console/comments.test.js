// Comments: written, answered, settled, changed and removed.

const assert = require("node:assert/strict");
const { randomUUID } = require("node:crypto");
const { readFileSync } = require("node:fs");
const path = require("node:path");
const { before, describe } = require("node:test");
const { recording } = require("./recordings");
const { CommentKind, coach } = require("./services");
const { eventually, stage } = require("./stage");
const { createSession, store } = require("./takes");
const { button, field, isAt, isBeyond, opened, position, say, sign, stored, thread } = require("./take-screen");
const { app, review } = require("./words");

const RATE = 16_000n;
// What becomes a script wherever somebody forgets that it is text.
const HOSTILE = [
  `<img src=x onerror="globalThis.caught=1">`,
  `"><script>globalThis.caught=1</script>`,
  `javascript:globalThis.caught=1`,
  "{{constructor.constructor('globalThis.caught=1')()}} ${globalThis.caught=1}",
  "\u202eevil\u2066 </textarea></title><svg onload=globalThis.caught=1>",
];

describe("comments", () => {
  const there = stage();
  const { starling, test, visit } = there;
  let practised;
  before(async () => {
    const answer = recording(path.join(starling.home, "answer.wav"), [["situation", 20], ["task", 8], ["action", 24], ["result", 8]]);
    practised = await there.practise(answer, { question: "worst-production-incident", format: "l6-2min" });
  });

  const address = () => `${there.url}/${practised.take}`;
  /** A coach's page of the take. */
  async function coachs(options) {
    const page = await visit((await starling.share(practised.file)).link, options);
    await page.getByRole("list", { name: app.session.takes }).getByRole("link").click();
    return opened(page);
  }
  const comment = async (text) => {
    const { comments } = await there.owner().reviews.listComments({ parent: practised.take, pageSize: 200 });
    return comments.find((comment) => comment.text === text);
  };
  /** Has a comment at the beginning that is being changed be about its first half second. */
  async function endHalfASecondLater(page, editor) {
    await page.getByRole("heading", { level: 1 }).click();
    for (let step = 0; step < 5; step += 1) await page.keyboard.press(".");
    await isAt(page, 0.5);
    await editor.getByRole("button", { name: review.to, exact: false }).click();
    await editor.getByText(review.commentRange("0:00.0", "0:00.5")).waitFor();
  }

  test("are about the moment of their first letter; typing pauses, and saving goes on", async () => {
    const page = await coachs();
    await page.keyboard.press("2");
    await isAt(page, 20);
    await page.keyboard.press("k");
    await isBeyond(page, 20.5);
    await page.keyboard.type("cJust here, <3 and k?");
    assert.equal(await field(page).inputValue(), "Just here, <3 and k?");
    await button(page, review.play).waitFor();
    const paused = await position(page);
    await page.keyboard.press("Enter");
    await sign(page, "Ana");
    await stored(page, "Just here, <3 and k?").waitFor();
    await button(page, review.pause).waitFor();
    await isBeyond(page, paused + 0.5);
    const { startSample, endSample, author, isSpeakers } = await comment("Just here, <3 and k?");
    assert.equal(startSample, endSample);
    const seconds = Number(startSample) / Number(RATE);
    assert.ok(Math.abs(seconds - paused) <= 0.15, `at ${seconds} s, paused at ${paused} s`);
    assert.deepEqual([author, isSpeakers], ["Ana", false]);
    await page.keyboard.press("k");
    // Who signs is asked once.
    await say(page, "Another one");
  });

  test("are about a range from I to O", async () => {
    const page = await coachs();
    await page.keyboard.press("2");
    await isAt(page, 20);
    await page.keyboard.press("i");
    await page.keyboard.press("l");
    await isAt(page, 25);
    await page.keyboard.press("o");
    await page.getByText(review.commentRange("0:20.0", "0:25.0")).waitFor();
    await say(page, "All of this", "Ana");
    const { startSample, endSample } = await comment("All of this");
    assert.deepEqual([startSample, endSample], [20n * RATE, 25n * RATE]);
    await page.keyboard.press("Escape");
    await page.keyboard.press("1");
    await isAt(page, 0);
    await thread(page, "All of this").getByRole("button", { name: review.seekTo("0:20–0:25") }).click();
    await isAt(page, 20);
  });

  test("are made by one key while listening", async () => {
    const page = await coachs();
    await page.keyboard.press("3");
    await isAt(page, 28);
    const kinds = { s: "STRONG", u: "UNCLEAR", w: "WE_FOR_I", f: "NO_FIGURE", t: "TOO_LONG", x: "RED_FLAG" };
    let isSigned = false;
    for (const [key, name] of Object.entries(kinds)) {
      await page.keyboard.press(key);
      if (!isSigned) await sign(page, "Ana");
      isSigned = true;
      const word = review.kinds[CommentKind[name]];
      await stored(page, word).waitFor();
      await eventually(async () => {
        const { comments } = await there.owner().reviews.listComments({ parent: practised.take, pageSize: 200 });
        assert.ok(comments.some(({ kind, startSample }) => kind === CommentKind[name] && startSample === 28n * RATE), word);
      });
    }
  });

  test("are answered, settled, changed and removed", async () => {
    const page = await coachs();
    await say(page, "What was your own part?", "Ana");
    const first = () => thread(page, "What was your own part");
    const reply = await opened(await visit(starling.own(`/${practised.take}`)));
    await thread(reply, "What was your own part?").getByRole("button", { name: review.reply }).click();
    await reply.getByRole("textbox", { name: review.replyLabel("Ana") }).fill("I wrote the plan.");
    await reply.keyboard.press("Enter");
    await sign(reply, "Sam");
    await first().getByText("I wrote the plan.").waitFor();
    await first().getByText(review.speaker, { exact: true }).waitFor();

    await first().getByRole("button", { name: review.edit }).click();
    const editor = page.getByRole("textbox", { name: review.editLabel });
    await editor.fill("What was your own part in it?");
    await button(page, review.save).click();
    await thread(reply, "What was your own part in it?").waitFor();

    await first().getByRole("button", { name: review.remove }).click();
    await button(page, review.removeYes).click();
    await page.getByRole("alert").getByText(/replied/).waitFor();
    await first().getByRole("button", { name: review.resolve }).click();
    await first().getByText(review.resolved).waitFor();
    await thread(reply, "What was your own part").getByText(review.resolved).waitFor();
    await page.getByRole("radio", { name: new RegExp(`^${review.open}`) }).check();
    await first().waitFor({ state: "detached" });
    await page.getByRole("radio", { name: new RegExp(`^${review.all}`) }).check();
    await first().getByRole("button", { name: review.reopen }).click();
    await first().getByText(review.resolved).waitFor({ state: "detached" });

    await say(page, "To be taken back");
    await thread(page, "To be taken back").getByRole("button", { name: review.remove }).click();
    await button(page, review.keep).click();
    await thread(page, "To be taken back").getByRole("button", { name: review.remove }).click();
    await button(page, review.removeYes).click();
    await thread(page, "To be taken back").waitFor({ state: "detached" });
    assert.equal(await comment("To be taken back"), undefined);
  });

  test("are about another stretch once their ends are changed, by button, key and time line", async () => {
    const page = await coachs();
    await page.keyboard.press("2");
    await isAt(page, 20);
    await say(page, "This part", "Ana");
    const other = await opened(await visit(starling.own(`/${practised.take}`)));
    await field(page).fill("Half a sentence");
    await thread(page, "This part").getByRole("button", { name: review.edit }).click();
    const editor = page.locator(".comment form");
    await editor.getByText(review.commentAt("0:20.0")).waitFor();
    await page.getByRole("heading", { level: 1 }).click();
    await page.keyboard.press("l");
    await isAt(page, 25);
    await editor.getByRole("button", { name: review.to, exact: false }).click();
    await editor.getByText(review.commentRange("0:20.0", "0:25.0")).waitFor();
    await page.getByRole("heading", { level: 1 }).click();
    await page.keyboard.press(",");
    await isAt(page, 24.9);
    await page.keyboard.press("o");
    await editor.getByText(review.commentRange("0:20.0", "0:24.9")).waitFor();
    await editor.getByRole("button", { name: review.clearRange }).click();
    await editor.getByText(review.commentAt("0:20.0")).waitFor();
    const face = page.locator(".wave-face");
    const { x, y, width } = await face.boundingBox();
    await page.mouse.move(x + width * 0.2, y + 60);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.3, y + 60, { steps: 4 });
    await page.mouse.up();
    const told = await editor.getByText(/^Comment on /).textContent();
    // What is being written is about what it was about.
    await page.getByText(review.commentAt("0:20.0")).waitFor();
    assert.equal(await field(page).inputValue(), "Half a sentence");
    await editor.getByRole("button", { name: review.save }).click();
    await editor.waitFor({ state: "detached" });
    const { startSample, endSample } = await comment("This part");
    const clocked = (sample) => `0:${(Number(sample) / Number(RATE)).toFixed(1)}`;
    assert.equal(told, review.commentRange(clocked(startSample), clocked(endSample)));
    assert.ok(endSample > startSample);
    const seconds = (sample) => `0:${Math.round(Number(sample) / Number(RATE))}`;
    await thread(other, "This part").getByRole("button", { name: review.seekTo(`${seconds(startSample)}–${seconds(endSample)}`) }).waitFor();
  });

  test("are still being changed after a reload and another filter, if only by half a second", async () => {
    const page = await coachs();
    await say(page, "Too early", "Ana");
    await thread(page, "Too early").getByRole("button", { name: review.edit }).click();
    const editor = page.locator(".comment form");
    await endHalfASecondLater(page, editor);
    const text = editor.getByRole("textbox", { name: review.editLabel });
    await text.press("Escape");
    await text.fill("Right on time");
    await page.reload();
    await opened(page);
    await editor.getByText(review.commentRange("0:00.0", "0:00.5")).waitFor();
    assert.equal(await text.inputValue(), "Right on time");
    // Nobody asked for the field now.
    assert.equal(await text.evaluate((field) => field === document.activeElement), false);
    await page.locator(".thread", { has: editor }).getByRole("button", { name: review.resolve }).click();
    await page.getByRole("radio", { name: new RegExp(`^${review.open}`) }).check();
    await editor.waitFor({ state: "detached" });
    await page.getByRole("radio", { name: new RegExp(`^${review.all}`) }).check();
    assert.equal(await text.inputValue(), "Right on time");
    await button(page, review.save).click();
    await editor.waitFor({ state: "detached" });
    const { startSample, endSample } = await comment("Right on time");
    assert.deepEqual([startSample, endSample], [0n, RATE / 2n]);

    await thread(page, "Right on time").getByRole("button", { name: review.edit }).click();
    await text.fill("Never mind");
    await editor.getByRole("button", { name: review.cancel }).click();
    await page.reload();
    await thread(page, "Right on time").getByRole("button", { name: review.edit }).waitFor();
    assert.equal(await editor.count(), 0);
  });

  test("are walked through by N and P", async () => {
    const page = await coachs();
    const { comments } = await there.owner().reviews.listComments({ parent: practised.take, pageSize: 200 });
    const starts = [...new Set(comments.filter(({ replyTo }) => !replyTo).map(({ startSample }) => Number(startSample) / Number(RATE)))];
    starts.sort((a, b) => a - b);
    assert.ok(starts.length > 2);
    await page.keyboard.press("4");
    await isAt(page, 52);
    const last = Math.round(starts.at(-1) * 10) / 10;
    await page.keyboard.press("p");
    await isAt(page, last);
    await page.keyboard.press("1");
    await isAt(page, 0);
    await page.keyboard.press("l");
    await isAt(page, 5);
    await page.keyboard.press("n");
    const next = starts.find((start) => start > 5);
    await isAt(page, Math.round(next * 10) / 10);
  });

  test("of two who change one at once are both kept", async () => {
    const shared = await starling.share(practised.file);
    const page = await visit(shared.link);
    await page.getByRole("list", { name: app.session.takes }).getByRole("link").click();
    await opened(page);
    await say(page, "As it was", "Ana");
    // The same coach in another window: the author of the comment is who came by the link, with this token.
    const access = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
    const other = await visit(there.url);
    await other.evaluate((kept) => {
      for (const [key, value] of Object.entries(JSON.parse(kept))) sessionStorage.setItem(key, value);
    }, access);
    await other.goto(address());
    await opened(other);
    await thread(other, "As it was").getByRole("button", { name: review.edit }).click();
    await other.getByRole("textbox", { name: review.editLabel }).fill("As the other has it");
    await thread(page, "As it was").getByRole("button", { name: review.edit }).click();
    await page.getByRole("textbox", { name: review.editLabel }).fill("As this one has it");
    await endHalfASecondLater(page, page.locator(".comment form"));
    await button(other, review.save).click();
    await thread(other, "As the other has it").waitFor();
    // It is a change of what was there when it began, not of what a reload brings.
    await page.reload();
    await button(page, review.save).click();
    const conflict = page.getByRole("alert").filter({ hasText: review.conflict });
    await conflict.getByText("As the other has it").waitFor();
    await conflict.getByText("As this one has it").waitFor();
    await conflict.getByText(review.commentAt("0:00.0")).waitFor();
    await conflict.getByText(review.commentRange("0:00.0", "0:00.5")).waitFor();
    await button(page, review.takeYours).click();
    await thread(other, "As this one has it").waitFor();
    assert.ok(await comment("As this one has it"));
  });

  test("are shown as the text that they are", async () => {
    const owner = there.owner();
    const session = await createSession(owner, HOSTILE[0]);
    const wav = readFileSync(path.join(starling.home, "answer.wav"));
    const take = await store(owner, session, wav, [{ place: "situation", sample: 0n }]);
    const { token } = await starling.share(session);
    const ana = await coach(there.url, { token });
    for (const text of HOSTILE) {
      const comment = { author: text.slice(0, 100), text, criterion: text, kind: CommentKind.SIGNAL };
      await ana.reviews.createComment({ parent: take, requestId: randomUUID(), comment });
    }
    const { review: draft } = await ana.reviews.createReview({
      parent: take,
      requestId: randomUUID(),
      review: { author: HOSTILE[0], note: HOSTILE[1], nextStep: HOSTILE[2] },
    });
    await ana.reviews.sendReview({ name: draft.name });

    const page = await visit(starling.own());
    await page.getByRole("list", { name: app.sessions.list }).getByText(HOSTILE[0]).first().waitFor();
    await page.goto(`${there.url}/${session}`);
    await page.getByRole("heading", { name: HOSTILE[0] }).waitFor();
    await page.goto(`${there.url}/${take}`);
    await opened(page);
    for (const text of HOSTILE) await thread(page, text).waitFor();
    await page.getByText(HOSTILE[2]).first().waitFor();
    await say(page, `${HOSTILE[0]} written here`, HOSTILE[1]);
    await page.goto(`${there.url}/${session}?q=${encodeURIComponent(HOSTILE[1])}`);
    await page.goto(`${there.url}/progress?question=${encodeURIComponent(HOSTILE[1])}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    assert.equal(await page.evaluate(() => globalThis.caught), undefined);
    assert.equal(await page.locator("script:not([src]), img[src=x]").count(), 0);
  });

  test("of which there are a thousand are all there", async () => {
    const owner = there.owner();
    const session = await createSession(owner, "A thousand");
    const wav = readFileSync(path.join(starling.home, "answer.wav"));
    const take = await store(owner, session, wav, [{ place: "situation", sample: 0n }]);
    for (let number = 0; number < 1000; number += 1) {
      const sample = BigInt(number) * 900n;
      const comment = { author: "Sam", text: `Number ${number}.`, startSample: sample, endSample: sample };
      await owner.reviews.createComment({ parent: take, requestId: randomUUID(), comment });
    }
    const page = await visit(`${there.url}/no/such/page`);
    await page.addInitScript(() => {
      let known = 0;
      globalThis.mostAtOnce = 0;
      new MutationObserver(() => {
        const count = document.querySelectorAll(".thread").length;
        globalThis.mostAtOnce = Math.max(globalThis.mostAtOnce, count - known);
        known = count;
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto(starling.own(`/${take}`));
    // Found by text: a role asks for the style of each of ten thousand elements, most of which are not drawn.
    const count = page.locator("label", { hasText: review.all }).getByText("1000", { exact: true });
    await count.waitFor();
    const last = page.getByText("Number 999.", { exact: true });
    await last.scrollIntoViewIfNeeded();
    await last.waitFor();
    assert.ok((await page.evaluate(() => globalThis.mostAtOnce)) <= 200, "drawn piece by piece");
    await page.getByText("Number 0.", { exact: true }).scrollIntoViewIfNeeded();
    await page.keyboard.type("cOne more");
    await page.keyboard.press("Enter");
    await sign(page, "Sam");
    await page.locator("label", { hasText: review.all }).getByText("1001", { exact: true }).waitFor();
  });
});
