// Takes that are not as a recorder should have left them, or not yet.

const assert = require("node:assert/strict");
const { randomUUID } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { before, describe } = require("node:test");
const { recording, silence } = require("./recordings");
const { eventually, stage } = require("./stage");
const { append, complete, createSession, createTake, store } = require("./takes");
const { button, isAt, isBeyond, opened, position, say, slider, thread } = require("./take-screen");
const { review } = require("./words");

const RATE = 16_000;

describe("a take", () => {
  const there = stage();
  const { starling, test, visit } = there;
  let session;
  let wav;
  before(async () => {
    session = await createSession(there.owner(), "Strange");
    const file = path.join(starling.home, "answer.wav");
    recording(file, [["situation", 10], ["task", 10]]);
    wav = fs.readFileSync(file);
  });
  const marks = [{ place: "situation", sample: 0n }, { place: "task", sample: BigInt(10 * RATE) }];
  const told = (page, text) => page.getByRole("region", { name: review.timeline }).getByText(text);

  test("without marks is heard and commented all the same", async () => {
    const take = await store(there.owner(), session, wav);
    const page = await opened(await visit(starling.own(`/${take}`)));
    await told(page, review.noMarks).waitFor();
    await button(page, review.play).click();
    await isBeyond(page, 0.5);
    await say(page, "No marks here", "Sam");
  });

  test("of no length says so", async () => {
    const take = await store(there.owner(), session, silence(0, RATE));
    const page = await visit(starling.own(`/${take}`));
    await told(page, review.empty).waitFor();
    assert.equal(await button(page, review.play).count(), 0);
    assert.equal(await slider(page).count(), 0);
  });

  test("in which nobody speaks says so, and plays", async () => {
    const take = await store(there.owner(), session, silence(20, RATE), marks);
    const page = await opened(await visit(starling.own(`/${take}`)));
    await told(page, review.silent).waitFor();
    await button(page, review.play).click();
    await isBeyond(page, 0.5);
  });

  test("that is no sound file says so", async () => {
    const take = await store(there.owner(), session, Buffer.from("RIFF, but no more of it than that: text.\n".repeat(30)));
    const page = await visit(starling.own(`/${take}`));
    await told(page, review.unreadable).waitFor();
  });

  test("that is still coming in says so, and appears once it is there", async () => {
    const owner = there.owner();
    const take = await createTake(owner, session);
    await append(owner, take, wav.subarray(0, 200_000));
    const page = await visit(starling.own(`/${take.name}`));
    await told(page, review.recording).waitFor();
    await append(owner, take, wav.subarray(200_000, 400_000));
    await owner.sessions.finishTake({ name: take.name, end: { marks, lostFrameCount: 0n, ended: "stopped" } });
    await told(page, review.uploading).waitFor();
    await append(owner, take, wav.subarray(400_000));
    await complete(owner, take, wav);
    await opened(page);
    await owner.sessions.createReport({ parent: take.name, requestId: randomUUID() });
    await page.getByText(review.scoreHow).waitFor();
    await button(page, review.play).click();
    await isBeyond(page, 0.5);
  });

  test("whose audio is damaged in the store says so, and shows what was written", async () => {
    const take = await store(there.owner(), session, wav, marks);
    const comment = { author: "Sam", text: "Written before" };
    await there.owner().reviews.createComment({ parent: take, requestId: randomUUID(), comment });
    damage(take, path.join(starling.dataDir, "sessions"));
    const page = await visit(starling.own(`/${take}`));
    page.allow(/Failed to load resource/);
    await told(page, review.damaged).waitFor();
    await thread(page, "Written before").waitFor();
  });

  test("of ten minutes is moved through to its end", async () => {
    const seconds = 600;
    const file = path.join(starling.home, "long.wav");
    recording(file, [["situation", seconds]]);
    const take = await store(there.owner(), session, fs.readFileSync(file), [{ place: "situation", sample: 0n }]);
    const page = await opened(await visit(starling.own(`/${take}`)));
    for (const [key, at] of [["End", seconds], ["Home", 0], ["PageUp", 30]]) {
      await slider(page).press(key);
      await isAt(page, at);
    }
    await page.getByText(review.scoreHow).waitFor();
    for (let step = 0; step < 6; step += 1) await page.keyboard.press("+");
    await slider(page).press("End");
    await slider(page).press("ArrowLeft");
    await isAt(page, seconds - 5);
    await page.keyboard.press("k");
    await eventually(async () => assert.ok((await position(page)) > seconds - 4));
  });

  test("that is not there says so", async () => {
    const page = await visit(starling.own(`/${session}/takes/${randomUUID()}`));
    await page.getByRole("alert").getByText(/no such take/i).waitFor();
  });

  test("that is deleted while it is open takes nothing more", async () => {
    const take = await store(there.owner(), session, wav, marks);
    const page = await opened(await visit(starling.own(`/${take}`)));
    await say(page, "While it was there", "Sam");
    await there.owner().sessions.deleteTake({ name: take });
    await page.getByRole("textbox", { name: /^Comment (at|on) / }).fill("Too late");
    await page.keyboard.press("Enter");
    await thread(page, "Too late").getByRole("alert").waitFor();
  });

  /** Changes bytes in the middle of a take's audio, wherever the server keeps it. */
  function damage(take, folder) {
    const id = take.split("/").at(-1);
    const files = walk(folder).filter((file) => file.includes(id) && fs.statSync(file).size > 100_000);
    assert.equal(files.length, 1, `one file of audio: ${files}`);
    const file = fs.openSync(files[0], "r+");
    fs.writeSync(file, Buffer.alloc(4096, 0x55), 0, 4096, 300_000);
    fs.closeSync(file);
  }
});

function walk(folder) {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const at = path.join(folder, entry.name);
    return entry.isDirectory() ? walk(at) : entry.isFile() ? [at] : [];
  });
}
