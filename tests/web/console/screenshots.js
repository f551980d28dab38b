// Makes pictures of every screen, in both colours, narrow and wide: node tests/web/console/screenshots.js FOLDER

const fs = require("node:fs");
const path = require("node:path");
const { launch, visit } = require("./browser");
const { fill } = require("./demo");
const { services } = require("./services");
const { starling } = require("./starling");
const { isAt, opened } = require("./take-screen");
const { app, review } = require("./words");

async function main(folder) {
  fs.mkdirSync(folder, { recursive: true });
  const own = starling();
  const browser = await launch();
  try {
    const url = await own.serve();
    const { takes, take, session } = await fill(own, url, services(url, own.token()));
    const at = (place) => own.own(place);
    const coachs = async () => (await own.share(session)).link;
    const listed = (page) => page.getByRole("list").first().waitFor();
    const heard = async (page) => {
      await opened(page);
      await page.keyboard.press("3");
      await page.keyboard.press("l");
      await isAt(page, 55);
    };
    const rating = async (page) => {
      await page.goto(`${url}/${take}`);
      await opened(page);
      await page.getByRole("tab", { name: review.rating }).click();
    };
    const screens = {
      entrance: [url, (page) => page.getByRole("heading", { level: 1 }).waitFor()],
      sessions: [at("/"), listed],
      session: [at(`/${session}`), listed],
      review: [at(`/${take}`), heard],
      rating: [coachs, async (page) => (await listed(page), rating(page))],
      compare: [at(`/compare?${takes.slice(2).map((name) => `take=${name}`).join("&")}`), (page) => page.getByRole("table").waitFor()],
      progress: [at("/progress"), (page) => page.getByRole("region", { name: app.progress.score }).waitFor()],
      keys: [at(`/${take}`), async (page) => (await opened(page), page.keyboard.press("?"))],
    };
    for (const scheme of ["light", "dark"]) {
      for (const width of [1280, 360]) {
        for (const [name, [address, ready]] of Object.entries(screens)) {
          const page = await visit(browser, { scheme, width, height: width === 360 ? 780 : 900 });
          await page.goto(typeof address === "function" ? await address() : address);
          await ready(page);
          await page.evaluate(() => document.fonts.ready);
          // A telephone is scrolled: all of it is shown, drawn as it is when one has come there.
          const height = await page.evaluate(() => document.documentElement.scrollHeight);
          if (width === 360) await page.setViewportSize({ width, height: Math.min(height, 6000) });
          await page.screenshot({ path: path.join(folder, `${name}-${scheme}-${width}.png`) });
          page.silent();
          await page.context().close();
        }
      }
    }
  } finally {
    await browser.close();
    await own.close();
  }
}

main(process.argv[2] ?? "screenshots");
