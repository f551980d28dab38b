// Chromium, with a microphone that plays a file, and an ear for every error.

const { execFileSync } = require("node:child_process");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const { chromium } = require("playwright-core");

const axe = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** A browser; its fake microphone plays `microphone`, a WAV, once. */
function launch({ microphone } = {}) {
  const executablePath = execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim();
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--autoplay-policy=no-user-gesture-required",
      "--use-fake-ui-for-media-stream",
      "--use-fake-device-for-media-stream",
      ...(microphone ? [`--use-file-for-fake-audio-capture=${microphone}%noloop`] : []),
    ],
  });
}

/**
 * A page of a visitor of its own: nothing is shared with others but the server. `silent` fails where the page has said
 * anything to the console that no pattern given to `allow` matches: a thrown error, a broken policy, a failed request.
 */
async function visit(browser, { width = 1280, height = 900, scheme = "light", ...options } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: "reduce",
    locale: "en-GB",
    permissions: ["microphone"],
    ...options,
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const allowed = [];
  page.said = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) page.said.push(message.text());
  });
  page.on("pageerror", (error) => page.said.push(`thrown: ${error.message}`));
  page.allow = (...patterns) => allowed.push(...patterns);
  page.silent = () => {
    const loud = page.said.filter((text) => !allowed.some((pattern) => pattern.test(text)));
    assert.deepEqual(loud, [], "the page said something to the console");
  };
  return page;
}

/** What axe finds wrong with a page, by WCAG 2.2 AA and its own best practices. */
async function violations(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() =>
    globalThis.axe.run({
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      // An experiment of axe's, which counts the letters that stand beside colours as words.
      rules: { "label-content-name-mismatch": { enabled: false } },
    }),
  );
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(" ")} (${node.failureSummary})`).join(", ")}`);
}

module.exports = { launch, visit, violations };
