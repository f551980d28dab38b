// Opens a parcel as a file in Chromium, comments in it as a coach does, saves the comments, and prints what it saw.

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { chromium } = require("playwright-core");

async function main() {
  const { parcel, folder } = JSON.parse(fs.readFileSync(0, "utf8"));
  const browser = await chromium.launch({
    executablePath: execFileSync("sh", ["-c", "command -v chromium"], { encoding: "utf8" }).trim(),
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
  });
  try {
    const context = await browser.newContext({ acceptDownloads: true });
    const page = await context.newPage();
    const problems = [];
    const fetched = [];
    page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
    page.on("pageerror", (error) => problems.push(String(error)));
    page.on("dialog", (dialog) => problems.push(dialog.message()) && dialog.dismiss());
    page.on("request", (request) => fetched.push(request.url().split(":")[0]));

    await page.goto(pathToFileURL(parcel).href);
    await page.getByRole("heading", { level: 1 }).waitFor();
    const title = await page.title();

    // A comment needs a name first.
    await page.keyboard.press("s");
    const unsigned = await page.getByRole("button", { name: /^Save \d/ }).count();
    await page.getByLabel("Your name").fill("Ana <b>");
    await page.getByRole("heading", { level: 1 }).click();

    // Heard: the audio in the file plays from where it was sought.
    await page.keyboard.press("l");
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
    await page.waitForFunction(() => Number(document.querySelector("[role=slider]").getAttribute("aria-valuenow")) >= 6);
    await page.getByRole("button", { name: "Pause", exact: true }).click();
    await page.getByRole("heading", { level: 1 }).click();

    await page.keyboard.press("s");
    await page.keyboard.press("c");
    await page.keyboard.type("</script><img src=x onerror=alert(1)>");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Save 2 comments as a file" }).waitFor();

    // A reload loses nothing.
    await page.reload();
    const save = page.getByRole("button", { name: "Save 2 comments as a file" });
    await save.waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), save.click()]);
    const saved = path.join(folder, download.suggestedFilename());
    await download.saveAs(saved);
    const texts = await page.locator(".comment-text").allTextContents();
    const rows = await page.locator(".section-table tbody tr").count();
    process.stdout.write(JSON.stringify({ title, unsigned, saved, texts, rows, problems, fetched: [...new Set(fetched)] }));
  } finally {
    await browser.close();
  }
}

main();
