// A take, heard and seen.

const assert = require("node:assert/strict");
const path = require("node:path");
const { before, describe } = require("node:test");
const { recording } = require("./recordings");
const { eventually, stage } = require("./stage");
const { button, field, isAt, isBeyond, opened, position, sign, slider } = require("./take-screen");
const { app, review } = require("./words");

const SECTIONS = [["situation", 20], ["task", 8], ["action", 24], ["result", 8]];
const SECONDS = 60;

describe("a take", () => {
  const there = stage();
  const { starling, test, visit } = there;
  let practised;
  before(async () => {
    const answer = recording(path.join(starling.home, "answer.wav"), SECTIONS);
    practised = await there.practise(answer, { question: "worst-production-incident", format: "l6-2min" });
  });
  const open = async (options) => opened(await visit(starling.own(`/${practised.take}`), options));

  test("plays, pauses, and is heard from then on", async () => {
    const page = await open();
    await button(page, review.play).click();
    await isBeyond(page, 1);
    await button(page, review.pause).click();
    await button(page, review.play).waitFor();
    const stood = await position(page);
    await page.keyboard.press("k");
    await isBeyond(page, stood + 0.5);
    await page.keyboard.press(" ");
    await button(page, review.play).waitFor();
    const { takes } = await there.owner().overviews.listTakeOverviews({ parent: practised.session });
    assert.equal(takes[0].isHeard, true);
  });

  test("is moved through by every key", async () => {
    const page = await open();
    const steps = [
      ["l", 5], ["Shift+L", 6], [".", 6.1], [",", 6], ["Shift+J", 5], ["j", 0], ["j", 0],
      ["2", 20], ["3", 28], ["4", 52], ["1", 0],
    ];
    for (const [key, seconds] of steps) {
      await page.keyboard.press(key);
      await isAt(page, seconds);
    }
    await slider(page).focus();
    const moves = [["ArrowRight", 5], ["ArrowUp", 10], ["ArrowLeft", 5], ["PageUp", 35], ["PageDown", 5], ["End", SECONDS], ["Home", 0]];
    for (const [key, seconds] of moves) {
      await page.keyboard.press(key);
      await isAt(page, seconds);
    }
  });

  test("is moved through by its buttons and its waveform", async () => {
    const page = await open();
    await button(page, review.on(5)).click();
    await isAt(page, 5);
    await button(page, review.back(0.1)).click();
    await isAt(page, 4.9);
    await page.getByRole("button", { name: /^Action\W+0:28$/ }).click();
    await isAt(page, 28);
    assert.match(await slider(page).getAttribute("aria-valuetext"), /^0:28\.0 of 1:00, Action$/);
    const { x, y, width } = await page.locator("canvas").first().boundingBox();
    await page.mouse.click(x + width / 4, y + 80);
    // What is planned goes beyond the minute that was spoken: a quarter of it is beyond a quarter of the take.
    await eventually(async () => assert.ok((await position(page)) > 15 && (await position(page)) < 50));
  });

  test("plays faster and slower without changing its place", async () => {
    const page = await open();
    const speed = page.getByRole("combobox", { name: review.speed });
    const speeds = ["0.5", "0.75", "1", "1.25", "1.5", "1.75", "2", "2.5", "3"];
    for (const expected of speeds.slice(3)) {
      await page.keyboard.press(">");
      await eventually(async () => assert.equal(await speed.inputValue(), expected));
    }
    await page.keyboard.press("k");
    await isBeyond(page, 4);
    await page.keyboard.press("k");
    await page.keyboard.press("0");
    await eventually(async () => assert.equal(await speed.inputValue(), "1"));
    for (const expected of speeds.slice(0, 2).reverse()) {
      await page.keyboard.press("<");
      await eventually(async () => assert.equal(await speed.inputValue(), expected));
    }
  });

  test("loops a section until it is told to stop", async () => {
    const page = await open();
    await page.keyboard.press("Shift+Digit2");
    await isAt(page, 20);
    await page.getByText(review.looping("0:20", "0:28")).waitFor();
    await page.getByRole("combobox", { name: review.speed }).selectOption("3");
    for (let step = 0; step < 7; step += 1) await page.keyboard.press("Shift+L");
    await isAt(page, 27);
    await page.keyboard.press("k");
    await eventually(async () => assert.ok((await position(page)) < 25));
    await page.keyboard.press("Escape");
    await page.getByText(review.looping("0:20", "0:28")).waitFor({ state: "detached" });
    await isBeyond(page, 28.5);
  });

  test("is zoomed into, and out again", async () => {
    const page = await open();
    const whole = button(page, review.zoomAll);
    assert.ok(await whole.isDisabled());
    for (const key of ["+", "=", "+"]) await page.keyboard.press(key);
    await eventually(async () => assert.ok(await whole.isEnabled()));
    for (const key of ["-", "-", "-"]) await page.keyboard.press(key);
    await eventually(async () => assert.ok(await whole.isDisabled()));
    await button(page, review.zoomIn).click();
    await whole.click();
    await eventually(async () => assert.ok(await whole.isDisabled()));
  });

  test("is drawn with its sections above and the budget below", async () => {
    const page = await open();
    // Four sections, each with a colour of its own, and what ran over; nobody but people sees whether it is beautiful.
    const colours = await page.locator("canvas").first().evaluate((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      const counts = new Map();
      for (let at = 0; at < data.length; at += 4) {
        const colour = `${data[at]},${data[at + 1]},${data[at + 2]}`;
        counts.set(colour, (counts.get(colour) ?? 0) + 1);
      }
      return [...counts.values()].filter((count) => count > 200).length;
    });
    assert.ok(colours >= 6, `${colours} colours`);
  });

  test("has a table of its times, and says how the score came about", async () => {
    const page = await open();
    const { sections, timing_score: score, advice } = practised.report;
    for (const { section, elapsed_s: seconds } of sections) {
      const row = page.getByRole("row").filter({ hasText: new RegExp(section, "i") }).first();
      await row.getByText(review.secondsText(seconds.toFixed(1)), { exact: true }).waitFor();
    }
    await page.getByText(advice).first().waitFor();
    await page.getByText(review.scoreOf(score.toFixed(0)), { exact: true }).waitFor();
    await page.getByText(review.scoreHow).click();
    await page.getByText(review.scoreStart).waitFor();
  });

  test("has its question beside it, whose points are ticked when they are heard", async () => {
    const page = await visit((await starling.share(practised.file)).link);
    await page.getByRole("list", { name: app.session.takes }).getByRole("link").click();
    await opened(page);
    await page.keyboard.press("2");
    await isAt(page, 20);
    const tick = page.getByRole("group", { name: review.evaluated }).getByRole("checkbox").first();
    await tick.click();
    await sign(page, "Ana");
    await page.getByRole("button", { name: review.heardAt("0:20", "Ana") }).waitFor();
    const { comments } = await there.owner().reviews.listComments({ parent: practised.take });
    assert.equal(comments.length, 1);
    assert.equal(comments[0].startSample, 20n * 16_000n);
    await page.keyboard.press("j");
    await page.getByRole("button", { name: review.heardAt("0:20", "Ana") }).click();
    await isAt(page, 20);
    await tick.click();
    await page.getByRole("button", { name: review.heardAt("0:20", "Ana") }).waitFor({ state: "detached" });
  });

  test("lists its keys, and none of them is there twice", async () => {
    const page = await open();
    await page.keyboard.press("?");
    const dialog = page.getByRole("dialog", { name: app.keys.title });
    await dialog.waitFor();
    const keys = await dialog.locator("kbd").allTextContents();
    assert.deepEqual(keys, [...new Set(keys)]);
    await page.keyboard.press("Escape");
    // A key that is typed at once goes to the field, whatever it means elsewhere.
    await page.keyboard.type("c<jkl? 1");
    await eventually(async () => assert.equal(await field(page).inputValue(), "<jkl? 1"));
  });
});
