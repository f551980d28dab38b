// The screen of one take, by what it is called.

const assert = require("node:assert/strict");
const { eventually } = require("./stage");
const { app, review } = require("./words");

/** Where the player is, as people hear it told. */
const slider = (page) => page.getByRole("slider", { name: review.positionLabel });

const button = (page, name) => page.getByRole("button", { name, exact: true });

/** The field for a comment. */
const field = (page) => page.getByRole("textbox", { name: /^Comment (at|on) / });

/** The threads that have this text in them. */
const thread = (page, text) =>
  page.getByRole("complementary", { name: review.comments }).getByRole("listitem").filter({ hasText: text }).first();

/** The same, once the server has them. */
const stored = (page, text) => thread(page, text).filter({ hasNotText: review.notSent });

/** Waits until the take can be heard. */
async function opened(page) {
  await slider(page).waitFor();
  await eventually(async () => assert.ok(await button(page, review.play).isEnabled()));
  // Its length is known once its audio is.
  await page.waitForFunction(() => [...document.querySelectorAll("audio")].every((audio) => audio.readyState > 0 || !audio.src));
  return page;
}

/** The player's position in seconds. */
async function position(page) {
  const text = await slider(page).getAttribute("aria-valuetext");
  const [, minutes, seconds] = /^(\d+):(\d+\.\d)/.exec(text) ?? assert.fail(`no position in "${text}"`);
  return Number(minutes) * 60 + Number(seconds);
}

/** Waits until the player is at a time. */
function isAt(page, seconds) {
  return eventually(async () => assert.equal(await position(page), seconds));
}

/** Waits until the player is beyond a time. */
function isBeyond(page, seconds) {
  return eventually(async () => assert.ok((await position(page)) > seconds));
}

/** Says who writes, when the page asks. */
async function sign(page, name) {
  const dialog = page.getByRole("dialog", { name: app.name.title });
  await dialog.getByRole("textbox", { name: app.name.field }).fill(name);
  await dialog.getByRole("button", { name: app.name.save }).click();
}

/** Writes a comment where the player is, signed where the page asks for it, and waits until the server has it. */
async function say(page, text, name) {
  await field(page).fill(text);
  await page.keyboard.press("Enter");
  if (name) await sign(page, name);
  await stored(page, text).waitFor();
}

module.exports = { button, field, isAt, isBeyond, opened, position, say, sign, slider, stored, thread };
