// What the tests of one file stand on: a Starling of its own with its server, a browser, and people before pages.

const { after, before, it } = require("node:test");
const path = require("node:path");
const { launch, visit } = require("./browser");
const { starling } = require("./starling");
const { services } = require("./services");

const LONGEST_MS = 120_000;

/**
 * Begins with the first test of the file and ends with its last. `test` is node's, and fails where a page of the test
 * has said anything to the browser's console.
 */
function stage({ microphone } = {}) {
  const visitors = [];
  let browser;
  const there = {
    starling: starling(),
    test,
    /** A page of somebody new at an address. */
    async visit(address, options) {
      const page = await visit(browser, options);
      visitors.push(page);
      await page.goto(address);
      return page;
    },
    /** The clients of the machine's user. */
    owner: () => services(there.url, there.starling.token()),
    /** Practises on a recording; gives the names that the server has for it, and the report. */
    async practise(recording, flags) {
      const report = await there.starling.practise({ ...recording, ...flags });
      const { takes } = await there.owner().sessions.listTakes({ parent: "sessions/-", pageSize: 1 });
      const take = takes[0].name;
      return { take, session: take.split("/takes/")[0], file: path.basename(report.take.wav, ".wav"), report };
    },
  };
  before(async () => {
    there.url = await there.starling.serve();
    browser = await launch({ microphone });
  });
  after(async () => {
    await browser?.close();
    await there.starling.close();
  });

  function test(name, body) {
    it(name, { timeout: LONGEST_MS }, async () => {
      try {
        await body();
        for (const page of visitors) page.silent();
      } catch (error) {
        for (const page of visitors) error.stack += `\n\n${await seen(page)}`;
        throw error;
      } finally {
        await Promise.all(visitors.splice(0).map((page) => page.context().close()));
      }
    });
  }
  return there;
}

/** What a page shows, as screen readers have it. */
async function seen(page) {
  const tree = await page.ariaSnapshot({ timeout: 2000 }).catch((error) => error.message);
  return `${page.url().split("#")[0]} said ${JSON.stringify(page.said)} and shows\n${tree}`;
}

/** Tries again until nothing is thrown, for 10 seconds; gives what the attempt gives. */
async function eventually(attempt) {
  const end = Date.now() + 10_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

module.exports = { eventually, stage };
