// Opens a page at an origin in Chromium, has it upload with `page.js`, and prints what it saw. The page comes from here
// and needs no server; its calls go to the real one.

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const esbuild = require("esbuild");
const { chromium } = require("playwright-core");

const modules = process.env.NODE_PATH;
const protos = path.join(__dirname, "../../proto");

async function main() {
  const visit = JSON.parse(fs.readFileSync(0, "utf8"));
  const browser = await chromium.launch({
    executablePath: execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      // A page that nobody serves counts as the internet's, which may not call this machine without being asked.
      "--disable-features=LocalNetworkAccessChecks",
      `--ignore-certificate-errors-spki-list=${visit.key_hash}`,
    ],
  });
  try {
    const url = `${visit.origin}/`;
    const page = await browser.newPage();
    await page.route(url, (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html>" }));
    await page.goto(url);
    await page.addScriptTag({ content: bundle() });
    const seen = await page.evaluate((visit) => globalThis.visit(visit), visit);
    process.stdout.write(JSON.stringify(seen));
  } finally {
    await browser.close();
  }
}

// The page with its clients, which are made of the protos here and now.
function bundle() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "starling-web-"));
  try {
    for (const input of [protos, __dirname]) {
      generate(input, folder);
    }
    const built = esbuild.buildSync({
      entryPoints: [path.join(__dirname, "page.js")],
      bundle: true,
      write: false,
      alias: { generated: folder },
      nodePaths: [modules],
    });
    return built.outputFiles[0].text;
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function generate(input, out) {
  const plugins = [{ local: path.join(modules, ".bin/protoc-gen-es"), out, opt: "target=js" }];
  const template = JSON.stringify({ version: "v2", plugins });
  execFileSync(path.join(modules, ".bin/buf"), ["generate", input, "--template", template]);
}

main();
