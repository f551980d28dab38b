// Comments that are spoken into the browser.

const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { after, before, describe } = require("node:test");
const { recording } = require("./recordings");
const { eventually, stage } = require("./stage");
const { button, isAt, opened, sign, thread } = require("./take-screen");
const { app, review } = require("./words");

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "starling-voice-"));

/** What the coach says, as a microphone would give it. */
function spoken() {
  const file = path.join(folder, "spoken.wav");
  const raw = path.join(folder, "raw.wav");
  const text = "Say what you did yourself, and how you know that it worked. Then stop, and let them ask.";
  execFileSync("espeak-ng", ["-s", "150", "-w", raw, text]);
  execFileSync("sox", [raw, "-r", "48000", "-c", "1", "-b", "16", file]);
  return file;
}

describe("a spoken comment", () => {
  const microphone = spoken();
  const there = stage({ microphone });
  const { starling, test, visit } = there;
  let practised;
  before(async () => {
    const answer = recording(path.join(starling.home, "answer.wav"), [["situation", 20], ["task", 10]]);
    practised = await there.practise(answer, { question: "worst-production-incident", format: "l6-2min" });
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  async function coachs(options) {
    const page = await visit((await starling.share(practised.file)).link, options);
    await page.getByRole("list", { name: app.session.takes }).getByRole("link").click();
    return opened(page);
  }

  /** Begins to speak, and goes on for some seconds at least. */
  async function speak(page, seconds) {
    await page.getByRole("button", { name: review.speak }).click();
    await page.getByText(review.speaking).waitFor();
    const left = async () => parseInt(await page.getByText(/^\d+ s left$/).textContent(), 10);
    const most = await left();
    // Told in whole seconds: when one more of them is gone, so many were recorded.
    await eventually(async () => assert.ok((await left()) <= most - seconds - 1));
  }

  test("is recorded, heard before it is sent, and heard by the speaker", async () => {
    const page = await coachs();
    await speak(page, 3);
    await button(page, review.stop).click();
    const preview = page.locator(`audio[aria-label="${review.listenBefore}"]`);
    await preview.waitFor();
    const length = await preview.evaluate(lengthOf);
    assert.ok(length > 2.5 && length < 15, `${length} s`);
    await button(page, review.sendSpoken).click();
    await sign(page, "Ana");

    const speaker = await opened(await visit(starling.own(`/${practised.take}`)));
    const heard = thread(speaker, "Ana");
    await heard.getByRole("button", { name: review.hear }).click();
    const player = heard.locator("audio");
    await player.waitFor();
    assert.ok(Math.abs((await player.evaluate(lengthOf)) - length) < 0.01);
    await eventually(async () => assert.ok((await player.evaluate((audio) => audio.currentTime)) > 0.2));

    const { comments } = await there.owner().reviews.listComments({ parent: practised.take });
    assert.equal(comments.length, 1);
    const { voice } = await there.owner().reviews.getVoice({ name: comments[0].name });
    const sent = pcm(Buffer.from(voice));
    const microphoneHeard = pcm(fs.readFileSync(microphone));
    const likeness = alignment(envelope(sent), envelope(microphoneHeard));
    assert.ok(likeness > 0.8, `what was sent is ${likeness} like what was said`);
  });

  test("that is not sent yet is there after a reload, and on coming back to the screen", async () => {
    const page = await coachs();
    const preview = page.locator(`audio[aria-label="${review.listenBefore}"]`);
    await page.keyboard.press("2");
    await isAt(page, 20);
    await speak(page, 2);
    // Left while it is being recorded: what was said until then is kept.
    await page.goBack();
    await page.getByRole("list", { name: app.session.takes }).getByRole("link").click();
    await opened(page);
    await preview.waitFor();
    const length = await preview.evaluate(lengthOf);
    assert.ok(length >= 2, `${length} s`);
    const asked = page.waitForEvent("dialog");
    const reloaded = page.reload();
    const dialog = await asked;
    assert.equal(dialog.type(), "beforeunload");
    await dialog.accept();
    await reloaded;
    await opened(page);
    await preview.waitFor();
    assert.equal(await preview.evaluate(lengthOf), length);

    // As full as several long ones that wait leave it: there is no room for this one twice.
    await page.evaluate(fillStorage);
    const create = /ReviewService.CreateComment/;
    await page.route(create, (route) => route.abort("connectionfailed"));
    page.allow(/ERR_CONNECTION_FAILED/);
    await button(page, review.sendSpoken).click();
    await sign(page, "Ana");
    await thread(page, review.notSent).getByText(review.spoken).waitFor();
    assert.equal(await preview.count(), 0);
    await page.unroute(create);
    page.once("dialog", (dialog) => dialog.accept());
    await page.reload();
    await opened(page);
    await thread(page, "Ana").getByRole("button", { name: review.hear }).waitFor();
    const { comments } = await there.owner().reviews.listComments({ parent: practised.take });
    const own = comments.find(({ startSample }) => startSample > 0n);
    assert.equal(own.startSample, 20n * 16_000n);
    const { voice } = await there.owner().reviews.getVoice({ name: own.name });
    const { rate, samples } = pcm(Buffer.from(voice));
    assert.ok(Math.abs(samples.length / rate - length) < 0.01);
    assert.ok(samples.some((sample) => sample !== 0));
    assert.doesNotMatch(await page.evaluate(() => Object.keys(sessionStorage).join()), /voice|outbox/);
  });

  test("stays with who stays, where another link would take the page", async () => {
    const page = await coachs();
    const preview = page.locator(`audio[aria-label="${review.listenBefore}"]`);
    await speak(page, 1);
    await button(page, review.stop).click();
    await preview.waitFor();
    const address = page.url();
    const { hash } = new URL((await starling.share(practised.file, "listen")).link);
    const follow = async (answer) => {
      const asked = page.waitForEvent("dialog");
      await page.evaluate((hash) => void setTimeout(() => (location.hash = hash)), hash);
      const dialog = await asked;
      assert.equal(dialog.type(), "beforeunload");
      await dialog[answer]();
    };

    await follow("dismiss");
    assert.equal(page.url(), address);
    assert.doesNotMatch(await page.evaluate(() => JSON.stringify([history.state, { ...sessionStorage }])), /starling_link_/);
    page.once("dialog", (dialog) => dialog.accept());
    await page.reload();
    await opened(page);
    await preview.waitFor();

    await button(page, review.play).click(); // browsers ask those only who have touched the page
    await follow("accept");
    await page.getByText(review.listenOnly).waitFor();
    assert.equal(page.url(), address);
  });

  test("that is too short is not sent", async () => {
    const page = await coachs();
    await page.getByRole("button", { name: review.speak }).click();
    await button(page, review.stop).click();
    await page.getByRole("alert").getByText(review.voiceTooShort).waitFor();
  });

  test("can be given up", async () => {
    const page = await coachs();
    await page.getByRole("button", { name: review.speak }).click();
    await button(page, review.cancel).click();
    await page.getByRole("button", { name: review.speak }).waitFor();
    assert.equal(await page.getByRole("alert").count(), 0);
  });

  test("needs a microphone, and says so where the browser gives none", async () => {
    const page = await coachs();
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("no", "NotAllowedError"));
    });
    await page.getByRole("button", { name: review.speak }).click();
    await page.getByRole("alert").getByText(review.microphone.refused).waitFor();
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("none", "NotFoundError"));
    });
    await page.getByRole("button", { name: review.speak }).click();
    await page.getByRole("alert").getByText(review.microphone.missing).waitFor();
  });
});

function fillStorage() {
  for (let size = 1 << 20; size > 1 << 13; ) {
    try {
      sessionStorage.setItem(`filling ${sessionStorage.length}`, "x".repeat(size));
    } catch {
      size >>= 1;
    }
  }
}

async function lengthOf(audio) {
  while (audio.readyState === 0) await new Promise((resolve) => audio.addEventListener("loadedmetadata", resolve, { once: true }));
  return audio.duration;
}

/** The samples of a WAV of one channel of 16-bit integers. */
function pcm(wav) {
  const data = wav.indexOf("data") + 8;
  const rate = wav.readUInt32LE(24);
  const samples = Array.from({ length: Math.floor((wav.length - data) / 2) }, (_, at) => wav.readInt16LE(data + at * 2));
  return { rate, samples };
}

/** How loud it is, 50 times a second. */
function envelope({ rate, samples }) {
  const step = rate / 50;
  return Array.from({ length: Math.floor(samples.length / step) }, (_, at) => {
    const part = samples.slice(Math.round(at * step), Math.round((at + 1) * step));
    return Math.sqrt(part.reduce((sum, sample) => sum + sample * sample, 0) / part.length);
  });
}

/** How well one stretch fits into another where it fits best: 1 where it is the same. The fake microphone may begin anywhere. */
function alignment(part, whole) {
  const size = Math.min(part.length, whole.length) >> 1;
  const piece = part.slice(part.length - size - 5, part.length - 5);
  let best = -1;
  for (let at = 0; at + size <= whole.length; at += 1) best = Math.max(best, correlation(piece, whole.slice(at, at + size)));
  return best;
}

function correlation(a, b) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let at = 0; at < a.length; at += 1) {
    const [x, y] = [a[at] - meanA, b[at] - meanB];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return ab / Math.sqrt(aa * bb || 1);
}
