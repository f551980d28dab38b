// A speaker with two coaches, for pictures and for looking at every screen.

const { randomUUID } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const { coach } = require("./services");
const { createSession, store } = require("./takes");
const { recording } = require("./recordings");

const RATE = 16_000;
const PLACES = ["situation", "task", "action", "result"];
/** Seconds of each section, over five evenings. */
const EVENINGS = [[62, 12, 38, 14], [48, 18, 44, 20], [36, 22, 70, 24], [31, 19, 58, 30], [26, 20, 63, 34]];

/** Fills a Starling that serves at `url`; gives the names of what is in it. */
async function fill(starling, url, owner) {
  const takes = [];
  const session = await createSession(owner, "The evening before");
  for (const [index, lengths] of EVENINGS.entries()) {
    const wav = path.join(starling.home, `evening-${index}.wav`);
    recording(wav, PLACES.map((place, at) => [place, lengths[at]]));
    let seconds = 0;
    const marks = PLACES.map((place, at) => {
      const mark = { place, sample: BigInt(seconds * RATE) };
      seconds += lengths[at];
      return mark;
    });
    takes.push(await store(owner, session, fs.readFileSync(wav), marks));
  }
  for (const [question, title] of [["l6-blank-dashboard", ""], ["failed-technology-bet", "Lunch break"], ["worst-production-incident", ""]]) {
    const wav = path.join(starling.home, "evening-2.wav");
    await starling.practise({ wav, labels: wav.replace(/wav$/, "labels.txt"), question, format: "l6-2min" });
    if (title) await createSession(owner, title);
  }
  const take = takes[3];
  const share = async (label) => JSON.parse(await starling.run("share", session, "--role", "comment", "--for", "7d", "--label", label, "--json"));
  const link = await share("Ana");
  const [ana, ben] = [await coach(url, link), await coach(url, await share("Ben"))];
  const say = async (by, author, seconds, until, rest) => {
    const comment = { author, startSample: BigInt(seconds * RATE), endSample: BigInt(until * RATE), ...rest };
    return (await by.reviews.createComment({ parent: take, requestId: randomUUID(), comment })).comment.name;
  };
  await say(ana, "Ana", 9, 27, { text: "Half of this is background. One sentence: what broke, and for whom.", kind: 5 });
  const asked = await say(ana, "Ana", 58, 58, { text: "“We decided” – who? You, or the room?", kind: 3 });
  await say(owner, "Sam", 0, 0, { text: "I did. I will say so.", replyTo: asked });
  await say(ben, "Ben", 84, 96, { text: "The trade-off is clear, and it is yours.", kind: 1 });
  await say(ben, "Ben", 121, 121, { text: "40 % of what?", kind: 4 });
  const rate = async (by, author, points, review) => {
    const { rubrics } = await by.reviews.listTakeRubrics({ parent: take });
    const ratings = rubrics.flatMap(({ level, dimensions }, at) =>
      dimensions.map(({ id }, dimension) => ({ dimension: id, level, point: points[(dimension + at) % points.length], missingEvidence: "" })),
    );
    const created = await by.reviews.createReview({ parent: take, requestId: randomUUID(), review: { author, ratings, ...review } });
    await by.reviews.sendReview({ name: created.review.name });
  };
  await rate(ana, "Ana", [3, 4, 3, 2], { note: "Calm, and honest about the mistake. The result comes too late to be remembered.", nextStep: "Say the figure in the first sentence of the result." });
  return { session, takes, take, link: link.link };
}

module.exports = { fill };
