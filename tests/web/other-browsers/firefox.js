// Firefox, spoken to by its own protocol for tests, Marionette: no driver is needed beside it.

const assert = require("node:assert/strict");
const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const net = require("node:net");
const path = require("node:path");
const { eventually } = require("../console/stage");
const { begin } = require("./programs");
const { opener } = require("./webdriver");

const PREFERENCES = {
  "marionette.port": 0,
  // Nobody has to be asked for the microphone.
  "media.navigator.permission.disabled": true,
  "media.autoplay.default": 0,
  // Nothing goes to anybody but the server under test.
  "app.update.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "browser.startup.page": 0,
  "browser.startup.homepage_override.mstone": "ignore",
  "datareporting.policy.dataSubmissionEnabled": false,
  "datareporting.healthreport.uploadEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "extensions.update.enabled": false,
  "services.settings.server": "data:,none",
  "intl.accept_languages": "en-GB, en",
  "browser.download.folderList": 2,
  "browser.download.useDownloadDir": true,
  "browser.download.alwaysOpenPanel": false,
};

/** Begins Firefox, whose downloads go to `folder`. */
async function firefox(folder, sound, ends) {
  const profile = path.join(folder, "profile");
  fs.mkdirSync(profile);
  const preferences = { ...PREFERENCES, "browser.download.dir": folder };
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
  fs.writeFileSync(path.join(profile, "user.js"), lines.join("\n"));
  const program = execFileSync("sh", ["-c", "command -v firefox-esr || command -v firefox"], { encoding: "utf8" }).trim();
  begin(ends, program, ["--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile", profile], {
    stdio: "ignore",
    env: { ...process.env, HOME: folder, ...sound.env },
  });
  const port = await eventually(() => {
    const port = Number(fs.readFileSync(path.join(profile, "MarionetteActivePort"), "utf8"));
    assert.ok(port > 0, "it is being written");
    return port;
  });
  const call = await connect(port);
  await call("WebDriver:NewSession", {});
  const send = async (command, parameters) => {
    const answer = await call(`WebDriver:${command}`, parameters);
    return answer !== null && Object.keys(answer).join() === "value" ? answer.value : answer;
  };
  return {
    open: opener(send),
    async said() {
      await call("Marionette:SetContext", { value: "chrome" });
      const said = await send("ExecuteScript", { script: `return (${consoleOf})()`, args: [] });
      await call("Marionette:SetContext", { value: "content" });
      return said;
    },
  };
}

/** In Firefox itself: what pages, and their policies, have told the console. Firefox's own scripts have troubles of their own. */
function consoleOf() {
  return Services.console
    .getMessageArray()
    .filter((message) => message instanceof Ci.nsIScriptError && /^(https?|file|blob):/.test(message.sourceName))
    .map(({ category, sourceName, errorMessage }) => `${category}: ${errorMessage} (${sourceName})`);
}

/** Marionette: texts with their length before them, each a list of 0 or 1, a number, and what is asked or answered. */
async function connect(port) {
  const socket = net.connect(port, "127.0.0.1");
  const waiting = new Map();
  let last = 0;
  let unread = Buffer.alloc(0);
  const greeted = new Promise((resolve, reject) => {
    socket.on("error", reject);
    waiting.set("greeting", resolve);
  });
  socket.on("close", () => waiting.forEach((answer) => answer({ message: "Firefox has gone" })));
  socket.on("data", (bytes) => {
    unread = Buffer.concat([unread, bytes]);
    for (;;) {
      const colon = unread.indexOf(":");
      const end = colon + 1 + Number(unread.subarray(0, Math.max(0, colon)));
      if (colon < 0 || unread.length < end) return;
      const message = JSON.parse(unread.subarray(colon + 1, end).toString());
      unread = unread.subarray(end);
      const [, id, error, result] = Array.isArray(message) ? message : [1, "greeting", null, message];
      waiting.get(id)?.(error, result);
      waiting.delete(id);
    }
  });
  await greeted;
  return (command, parameters) =>
    new Promise((resolve, reject) => {
      const id = ++last;
      waiting.set(id, (error, result) => (error ? reject(new Error(`${command}: ${error.message}`)) : resolve(result)));
      const text = JSON.stringify([0, id, command, parameters]);
      socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
}

module.exports = { firefox };
