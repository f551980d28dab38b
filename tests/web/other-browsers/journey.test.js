// A coach's whole way in the browsers that coaches come with besides Chromium: Firefox, and WebKit, of which Safari is made.
// Each test goes on where the one before it stopped.

const assert = require("node:assert/strict");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { after, before, describe, it } = require("node:test");
const { recording } = require("../console/recordings");
const { CommentKind, services } = require("../console/services");
const { eventually } = require("../console/stage");
const { starling } = require("../console/starling");
const { store } = require("../console/takes");
const { app, parcel, review } = require("../console/words");
const { firefox } = require("./firefox");
const { HUM_HERTZ, soundCard } = require("./sound");
const { webkit } = require("./webkit");

const LONGEST_MS = 120_000;
const RATE = 16_000;
const SECTIONS = [["situation", 6], ["task", 3], ["action", 8], ["result", 4]];

for (const launch of [firefox, webkit]) describe(`a coach with ${launch.name}`, { timeout: 10 * LONGEST_MS }, () => journey(launch));

function journey(launch) {
  const own = starling();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "starling-browser-"));
  const test = (name, body) => it(name, { timeout: LONGEST_MS }, body);
  const ends = [() => own.close()];
  let url, browser, owner, file, takes, shared, coach, speaker;

  before(async () => {
    url = await own.serve();
    owner = services(url, own.token());
    const answer = recording(path.join(own.home, "answer.wav"), SECTIONS);
    const { take } = await own.practise({ ...answer, question: "worst-production-incident", format: "l6-2min" });
    file = path.basename(take.wav, ".wav");
    const [{ name }] = (await owner.sessions.listTakes({ parent: "sessions/-", pageSize: 1 })).takes;
    const session = name.split("/takes/")[0];
    const marks = [0, 6, 9, 17].map((second, at) => ({ place: SECTIONS[at][0], sample: BigInt(second * RATE) }));
    takes = [name, await store(owner, session, fs.readFileSync(answer.wav), marks)];
    shared = await own.share(session);
    browser = await launch(folder, await soundCard(folder, ends), ends);
  });
  after(async () => {
    for (const end of ends.reverse()) await end();
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const opened = async (page) => {
    await page.sees("canvas");
    await page.sees("button.play:not(:disabled)");
  };
  const isAt = (page, time) => page.until((time) => document.querySelector("[role=slider]").getAttribute("aria-valuetext").startsWith(time), time);
  const isBeyond = (page, second) => page.until((second) => Number(document.querySelector("[role=slider]").getAttribute("aria-valuenow")) >= second, second);
  const thread = (text) => [`li.thread:has(.comment)`, text];

  test("opens a link, whose key does not stay in the address", async () => {
    coach = await browser.open(shared.link);
    await coach.sees(`a[href="/${takes[0]}"]`);
    assert.equal(await coach.run(() => location.hash), "");
    speaker = await browser.open(own.own());
    await speaker.sees(".rows li", app.marks.unheard(2));
    await coach.click(`a[href="/${takes[0]}"]`);
    await opened(coach);
    await speaker.goto(`${url}/${takes[0]}`);
    await opened(speaker);
  });

  test("sees the take drawn: sections, budget, voice", async () => {
    const colours = await coach.run(() => {
      const canvas = document.querySelector("canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      const counts = new Map();
      for (let at = 0; at < data.length; at += 4) {
        const colour = data.subarray(at, at + 3).join();
        counts.set(colour, (counts.get(colour) ?? 0) + 1);
      }
      return [...counts.values()].filter((count) => count > 200).length;
    });
    assert.ok(colours >= 6, `${colours} colours`);
  });

  test("plays and moves by keys", async () => {
    for (const [key, time] of [["l", "0:05.0"], ["Shift+L", "0:06.0"], [".", "0:06.1"], ["j", "0:01.1"], ["4", "0:17.0"], ["2", "0:06.0"]]) {
      await coach.press(key);
      await isAt(coach, time);
    }
    await coach.press("k");
    await isBeyond(coach, 7);
    await coach.press("k", ">", ">");
    await coach.sees("button", review.play);
    await coach.until(() => document.querySelector(".speed select").value === "1.5");
    // Whatever the browser makes of many seeks at once, it can be stopped afterwards.
    await coach.press("0", "1", ...Array(20).fill("Shift+L"), "1", "k");
    await isBeyond(coach, 1);
    await coach.press("k");
    await coach.sees("button", review.play);
  });

  test("loops a section", async () => {
    await coach.press("Shift+2");
    await coach.sees("p, span", review.looping("0:06", "0:09"));
    await coach.press("Shift+L", "Shift+L", "k");
    await isBeyond(coach, 8);
    await isAt(coach, "0:06.");
    await coach.press("k", "Escape");
  });

  test("comments on a moment, and the speaker sees it at once", async () => {
    await coach.press("2", "k");
    await isBeyond(coach, 7);
    await coach.type("cJust here, <3 and k?");
    await coach.sees("button", review.play);
    await coach.press("Enter");
    await coach.fill("dialog input", "Ana");
    await coach.press("Enter");
    await coach.sees(...thread("Just here, <3 and k?"));
    await speaker.sees(...thread("Just here, <3 and k?"));
    await coach.sees("button", review.pause);
    await coach.press("k");
  });

  test("comments on a range, changes it, settles it and takes it back", async () => {
    await coach.press("1", "i", "l", "o");
    await coach.sees("label", review.commentRange("0:00.0", "0:05.0"));
    await coach.type("cAll of this");
    await coach.press("Enter");
    await speaker.sees(...thread("All of this"));
    const mine = `li.thread:has([aria-label="${review.seekTo("0:00–0:05")}"])`;
    await coach.click(`${mine} button`, review.edit);
    await coach.type(", really");
    await coach.click(`${mine} button`, review.save);
    await speaker.sees(...thread("All of this, really"));
    await coach.click(`${mine} button`, review.resolve);
    await speaker.sees(mine, review.resolved);
    await coach.click(`${mine} button`, review.remove);
    await coach.click(`${mine} button`, review.removeYes);
    await speaker.gone(mine);
  });

  test("marks by one key, and is answered", async () => {
    await coach.press("Escape", "3", "s");
    await speaker.sees(...thread(review.kinds[CommentKind.STRONG]));
    await speaker.click("li.thread button", review.reply);
    await speaker.type("I wrote the plan.");
    await speaker.press("Enter");
    await speaker.fill("dialog input", "Sam");
    await speaker.press("Enter");
    await coach.sees(".replies", "I wrote the plan.");
  });

  test("speaks a comment, which is heard as it was said", async () => {
    await coach.press("4");
    await coach.click("button", review.speak);
    await coach.until((least) => document.querySelector(".voice meter")?.value > least, 0.1);
    const left = () => coach.run(() => parseInt(document.querySelector(".voice .countdown").textContent, 10));
    const most = await left();
    await eventually(async () => assert.ok((await left()) <= most - 3));
    await coach.click(".voice button", review.stop);
    await coach.until(() => document.querySelector(".voice audio")?.duration > 1);
    await coach.click(".voice button", review.sendSpoken);
    await speaker.click("li.thread button", review.hear);
    await speaker.until(() => document.querySelector("li.thread audio")?.currentTime > 0.3);
    const { comments } = await owner.reviews.listComments({ parent: takes[0], pageSize: 50 });
    const { voice } = await owner.reviews.getVoice({ name: comments.find(({ voice }) => voice).name });
    const hertz = pitch(Buffer.from(voice));
    assert.ok(Math.abs(hertz - HUM_HERTZ) < HUM_HERTZ / 20, `${hertz} Hz`);
  });

  test("ticks what was heard, rates blind, and sends", async () => {
    await coach.click("[role=tab]", review.timing);
    await coach.sees("p, h3, strong", review.blindTitle);
    await coach.press("r");
    await coach.sees("fieldset.scale");
    const scales = await coach.run(() => document.querySelectorAll("fieldset.scale").length);
    for (let scale = 0; scale < scales; scale += 1) {
      await coach.run((scale) => document.querySelectorAll("fieldset.scale")[scale].querySelectorAll("input")[2].click(), scale);
      await coach.until((scale) => document.querySelectorAll("fieldset.scale")[scale].querySelector("textarea"), scale);
    }
    await coach.fill(".next-step-field input", "Name the figure first.");
    await coach.sees("[role=status]", review.saved);
    await coach.click("button", review.sendReview);
    await speaker.sees(".next-step", "Name the figure first.");
    await coach.click("[role=tab]", review.timing);
    await coach.sees(".score-box");
    await coach.click("[role=tab]", review.question);
    await coach.press("2");
    await coach.click(".criteria input");
    await coach.sees("button", review.heardAt("0:06", "Ana"));
  });

  test("takes files along", async () => {
    const endings = { exportLabels: ".txt", exportWebVtt: ".vtt", exportCsv: ".csv", exportMarkdown: ".md", exportAudio: ".wav" };
    await coach.click("summary", review.export);
    for (const [kind, ending] of Object.entries(endings)) {
      await coach.click("details button", review[kind]);
      await eventually(() => assert.ok(fs.readdirSync(folder).some((name) => name.endsWith(ending)), kind));
    }
  });

  test("shows takes compared, and progress, in the dark too", async () => {
    await speaker.goto(`${url}/compare?${takes.map((name) => `take=${name}`).join("&")}`);
    await speaker.sees("table");
    await speaker.press("2");
    await speaker.until(() => document.querySelectorAll(".lane-row")[1].matches(".lane-playing"));
    await speaker.gone(".lane-playing");
    await speaker.click("header button", app.theme.auto);
    await speaker.click("header button", app.theme.light);
    await speaker.until(() => getComputedStyle(document.documentElement).colorScheme === "dark");
    await speaker.click("nav a", app.nav.progress);
    await speaker.sees("h2, h3", app.progress.score);
  });

  test("reviews a parcel without a server", async () => {
    const html = path.join(own.home, "parcel.html");
    await own.run("parcel", file, "--output", html);
    const page = await browser.open(pathToFileURL(html).href);
    await opened(page);
    await page.fill("label.author input", "Ana");
    await page.click("h1");
    await page.press("2", "k");
    await isBeyond(page, 7);
    await page.press("k");
    await page.type("cSaid far from any server");
    await page.press("Enter");
    await page.reload();
    await page.click("button", parcel.save(1));
    const saved = () => fs.readdirSync(folder).filter((name) => name.endsWith(".comments.json"));
    await eventually(() => assert.equal(saved().length, 1));
    await own.run("parcel", "import", path.join(folder, saved()[0]));
    await coach.sees(...thread("Said far from any server"));
  });

  test("is told when the link is taken back, and nothing ever went wrong unseen", async () => {
    await own.run("revoke", shared.name);
    await coach.sees("h1", app.closed.titles.LINK_REVOKED);
    assert.deepEqual(await browser.said(), []);
  });
}

/** How often a second a WAV swings most of the time: microphones begin with silence, and a busy machine loses a moment. */
function pitch(wav) {
  const rate = wav.readUInt32LE(24);
  const swings = Array.from({ length: Math.floor((wav.length - 44) / 2 / rate * 10) }, (_, tenth) => {
    const samples = Array.from({ length: rate / 10 }, (_, at) => wav.readInt16LE(44 + (tenth * rate / 10 + at) * 2));
    return samples.filter((sample, at) => at > 0 && samples[at - 1] < 0 && sample >= 0).length * 10;
  });
  return swings.sort((one, other) => one - other)[swings.length >> 1];
}
