// Measures what the page promises, and prints it as JSON: node tests/web/console/measure.js

const { randomUUID } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { brotliCompressSync } = require("node:zlib");
const { launch, visit } = require("./browser");
const { recording } = require("./recordings");
const { services } = require("./services");
const { starling } = require("./starling");
const { createSession, store } = require("./takes");
const { app } = require("./words");

const RATE = 16_000;
const HOUR = 3600;
const SESSIONS = 10_000;
const COMMENTS = 1000;
const COMMENTS_TOLD = 20;

async function main() {
  const own = starling();
  const browser = await launch();
  try {
    const url = await own.serve();
    const owner = services(url, own.token());
    const there = { own, browser, url, owner };
    const figures = { scripts_brotli_bytes: await scripts(url), ...(await firstPaint(there)) };
    Object.assign(figures, await longTake(there), await secondPage(there), await manyComments(there), await manySessions(there));
    process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
  } finally {
    await browser.close();
    await own.close();
  }
}

/** All scripts that the page may ever load; and those that its first screen loads. */
async function scripts(url) {
  const seen = new Map();
  const text = async (address) => (await fetch(url + address)).text();
  const read = async (address) => {
    if (seen.has(address)) return;
    const script = await text(address);
    seen.set(address, brotliCompressSync(script).length);
    for (const [, name] of script.matchAll(/["'`](?:\.\/|\/?assets\/)([\w-]+\.js)["'`]/g)) await read(`/assets/${name}`);
  };
  const first = [...(await text("/")).matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, address]) => address);
  for (const address of first) await read(address);
  const sum = (addresses) => addresses.reduce((total, address) => total + seen.get(address), 0);
  return { in_html: sum(first), all: sum([...seen.keys()]) };
}

/** With nothing in the browser's cache: the first text, and the first row of a list of 200 sessions. */
async function firstPaint({ own, browser, owner }) {
  for (let number = 0; number < 200; number += 1) await createSession(owner, `Evening ${number}`);
  const paints = [];
  const rows = [];
  for (let round = 0; round < 7; round += 1) {
    const page = await visit(browser);
    await page.addInitScript(noteFirst, "[data-row]");
    await page.goto(own.own());
    await page.waitForFunction(() => globalThis.firstFound > 0);
    rows.push(await page.evaluate(() => globalThis.firstFound));
    paints.push(await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime));
    await page.context().close();
  }
  return { first_contentful_paint_ms: median(paints), first_row_ms: median(rows) };
}

/** An hour: opened until its waveform is drawn, and moved through. */
async function longTake({ own, browser, url, owner }) {
  const file = path.join(own.home, "hour.wav");
  recording(file, [["situation", HOUR]]);
  const session = await createSession(owner, "An hour");
  const take = await store(owner, session, fs.readFileSync(file), [{ place: "situation", sample: 0n }]);
  fs.rmSync(file);
  const opens = [];
  const seeks = [];
  for (let round = 0; round < 3; round += 1) {
    const page = await visit(browser);
    await page.addInitScript(noteFirst, "canvas.wave-canvas");
    await page.goto(own.own(`/${take}`));
    await page.waitForFunction(() => globalThis.firstFound > 0);
    opens.push(await page.evaluate(() => globalThis.firstFound));
    await page.locator("[role=slider]").focus();
    await page.locator(".play:not([disabled])").waitFor();
    await page.context().close();
    seeks.push(...(await seekTimes(browser, url, owner, take)));
  }
  return { hour_opens_ms: median(opens), hour_seeks_ms: median(seeks), hour_seeks_worst_ms: Math.max(...seeks) };
}

/** From setting the place of an element to its `seeked`, at places that nothing has been read of. */
async function seekTimes(browser, url, owner, take) {
  const { path: address } = await owner.playback.createAudioUrl({ name: take });
  const page = await visit(browser);
  await page.goto(url);
  const times = await page.evaluate(async (source) => {
    const audio = new Audio(source);
    audio.preload = "auto";
    await new Promise((resolve) => audio.addEventListener("canplay", resolve, { once: true }));
    const times = [];
    for (const share of [0.9, 0.2, 0.7, 0.4, 0.99, 0.55, 0.05]) {
      const began = performance.now();
      const done = new Promise((resolve) => audio.addEventListener("seeked", resolve, { once: true }));
      audio.currentTime = audio.duration * share;
      await done;
      times.push(performance.now() - began);
    }
    return times;
  }, address);
  await page.context().close();
  return times.map(Math.round);
}

/** From the click of one page to the text on another one. */
async function secondPage({ own, browser, owner }) {
  const take = await minute(own, owner, "Two pages");
  const [here, there] = [await visit(browser), await visit(browser)];
  for (const page of [here, there]) {
    await page.goto(own.own(`/${take}`));
    await page.locator(".play:not([disabled])").waitFor();
  }
  const times = [];
  for (let number = 0; number < COMMENTS_TOLD; number += 1) {
    const text = `Told ${number}.`;
    await there.evaluate((text) => {
      globalThis.toldAt = new Promise((resolve) => {
        const observer = new MutationObserver(() => {
          if (![...document.querySelectorAll(".comment-text")].some((shown) => shown.textContent === text)) return;
          observer.disconnect();
          resolve(performance.timeOrigin + performance.now());
        });
        observer.observe(document.body, { childList: true, subtree: true, characterData: true });
      });
    }, text);
    await here.locator("#comment-field").fill(text);
    const began = await here.evaluate(() => {
      const now = performance.timeOrigin + performance.now();
      document.querySelector(".composer").requestSubmit();
      return now;
    });
    if (number === 0) {
      await here.getByRole("textbox", { name: app.name.field }).fill("Sam");
      await here.getByRole("button", { name: app.name.save }).click();
      await there.evaluate(() => globalThis.toldAt);
      continue;
    }
    times.push((await there.evaluate(() => globalThis.toldAt)) - began);
  }
  await here.context().close();
  await there.context().close();
  return { comment_on_second_page_ms: median(times), comment_on_second_page_worst_ms: Math.round(Math.max(...times)) };
}

/** The longest frame while a thousand comments are scrolled through. */
async function manyComments({ own, browser, owner }) {
  const take = await minute(own, owner, "A thousand");
  for (let number = 0; number < COMMENTS; number += 1) {
    const sample = BigInt(number * 900);
    const comment = { author: "Sam", text: `Number ${number}: say what you did yourself.`, startSample: sample, endSample: sample };
    await owner.reviews.createComment({ parent: take, requestId: randomUUID(), comment });
  }
  const page = await visit(browser);
  await page.addInitScript(noteFirst, ".thread");
  await page.goto(own.own(`/${take}`));
  await page.waitForFunction((count) => document.querySelectorAll(".thread").length >= count, COMMENTS);
  const frames = await page.evaluate(async () => {
    let box = document.querySelector(".thread");
    while (box && !(box.scrollHeight > box.clientHeight + 100 && /auto|scroll/.test(getComputedStyle(box).overflowY))) box = box.parentElement;
    box ??= document.scrollingElement;
    const frames = [];
    let last = performance.now();
    for (let step = 0; step < 240; step += 1) {
      box.scrollTop += box.scrollHeight / 240;
      const now = await new Promise((resolve) => requestAnimationFrame(resolve));
      frames.push(now - last);
      last = now;
    }
    return frames.slice(1);
  });
  const opened = await page.evaluate(() => globalThis.firstFound);
  await page.context().close();
  return { thousand_comments_open_ms: Math.round(opened), thousand_comments_median_frame_ms: median(frames), thousand_comments_longest_frame_ms: Math.round(Math.max(...frames)) };
}

/** The first page of ten thousand sessions. */
async function manySessions({ own, browser, owner }) {
  for (let number = 0; number < SESSIONS; number += 20) {
    await Promise.all(Array.from({ length: 20 }, (_, at) => createSession(owner, `Evening ${number + at}`)));
  }
  const rows = [];
  for (let round = 0; round < 5; round += 1) {
    const page = await visit(browser);
    await page.addInitScript(noteFirst, "[data-row]");
    await page.goto(own.own());
    await page.waitForFunction(() => globalThis.firstFound > 0);
    rows.push(await page.evaluate(() => globalThis.firstFound));
    await page.context().close();
  }
  return { ten_thousand_sessions_first_row_ms: median(rows) };
}

async function minute(own, owner, title) {
  const file = path.join(own.home, "minute.wav");
  recording(file, [["situation", 60]]);
  const session = await createSession(owner, title);
  return store(owner, session, fs.readFileSync(file), [{ place: "situation", sample: 0n }]);
}

/** In the page: notes when something first stands there, after the frame in which it is drawn. */
function noteFirst(selector) {
  const observer = new MutationObserver(() => {
    if (!document.querySelector(selector)) return;
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => {
      globalThis.firstFound = performance.now();
    }));
  });
  observer.observe(document, { childList: true, subtree: true });
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[sorted.length >> 1] * 10) / 10;
}

main();
