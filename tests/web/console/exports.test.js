// Files that are taken along, read by programs that nobody here wrote.

const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const { randomUUID } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { before, describe } = require("node:test");
const { recording } = require("./recordings");
const { stage } = require("./stage");
const { opened } = require("./take-screen");
const { review } = require("./words");

const RATE = 16_000n;
const COMMENTS = [
  { text: "Who decided?", start: 5n, end: 5n },
  { text: `Say "I", not <we>, & why;\nthen --> stop`, start: 12n, end: 20n },
];

describe("a take's comments", () => {
  const there = stage();
  const { starling, test, visit } = there;
  let practised;
  before(async () => {
    const answer = recording(path.join(starling.home, "answer.wav"), [["situation", 20], ["task", 10]]);
    practised = await there.practise(answer, { question: "worst-production-incident", format: "l6-2min" });
    for (const { text, start, end } of COMMENTS) {
      const comment = { author: "Sam", text, startSample: start * RATE, endSample: end * RATE };
      await there.owner().reviews.createComment({ parent: practised.take, requestId: randomUUID(), comment });
    }
  });

  /** The file that an entry of the menu gives. */
  async function download(page, name) {
    await page.getByText(review.export, { exact: true }).click();
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
    const at = path.join(starling.home, file.suggestedFilename());
    await file.saveAs(at);
    return { name: file.suggestedFilename(), at, text: () => fs.readFileSync(at, "utf8") };
  }
  const open = async () => opened(await visit(starling.own(`/${practised.take}`)));

  test("are Audacity labels", async () => {
    const file = await download(await open(), review.exportLabels);
    assert.match(file.name, /\.txt$/);
    const labels = file.text().trimEnd().split("\n").map((line) => line.split("\t"));
    assert.deepEqual(labels.map(([start, end]) => [Number(start), Number(end)]), [[5, 5], [12, 20]]);
    assert.match(labels[0][2], /Who decided\?/);
  });

  test("are captions that a browser reads", async () => {
    const page = await open();
    const file = await download(page, review.exportWebVtt);
    const cues = await page.evaluate(async (text) => {
      const track = document.createElement("track");
      track.kind = "captions";
      const video = document.createElement("video");
      video.append(track);
      document.body.append(video);
      track.track.mode = "hidden";
      const parsed = new Promise((resolve, reject) => {
        track.addEventListener("load", resolve);
        track.addEventListener("error", () => reject(new Error("no WebVTT")));
      });
      track.src = URL.createObjectURL(new Blob([text], { type: "text/vtt" }));
      await parsed;
      return [...track.track.cues].map(({ startTime, endTime, text }) => ({ startTime, endTime, text }));
    }, file.text());
    assert.equal(cues.length, 2);
    assert.deepEqual([cues[0].startTime, cues[1].startTime, cues[1].endTime], [5, 12, 20]);
    assert.match(cues[0].text, /Who decided\?/);
    assert.match(cues[1].text, /&lt;we&gt;|&lt;we>/);
  });

  test("are a table of comma-separated values", async () => {
    const file = await download(await open(), review.exportCsv);
    const python = "import csv, json, sys; print(json.dumps(list(csv.reader(open(sys.argv[1], newline='', encoding='utf-8')))))";
    const rows = JSON.parse(execFileSync("python3", ["-c", python, file.at], { encoding: "utf8" }));
    assert.equal(rows.length, 3);
    assert.equal(new Set(rows.map((row) => row.length)).size, 1);
    assert.ok(rows.flat().includes(COMMENTS[1].text), JSON.stringify(rows));
  });

  test("are Markdown, with the question and the sections", async () => {
    const text = (await download(await open(), review.exportMarkdown)).text();
    for (const part of ["Who decided?", "Situation", "Task"]) assert.ok(text.includes(part), text);
  });

  test("are chapters of the WAV", async () => {
    const file = await download(await open(), review.exportAudio);
    const probe = ["-v", "error", "-show_chapters", "-show_streams", "-of", "json", file.at];
    const { chapters, streams } = JSON.parse(execFileSync("ffprobe", probe, { encoding: "utf8" }));
    assert.equal(Number(streams[0].duration), 30);
    const starts = chapters.map(({ start_time: start }) => Number(start));
    for (const start of [5, 12]) assert.ok(starts.includes(start), `${start} in ${starts}`);
    // The sound is the same, whatever stands beside it.
    const sound = (wav) => execFileSync("sox", [wav, "-t", "raw", "-"], { maxBuffer: 1 << 26 });
    assert.ok(sound(file.at).equals(sound(path.join(starling.home, "answer.wav"))));
  });
});
