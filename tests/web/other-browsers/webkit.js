// WebKit, which Safari is made of: WebKitGTK's MiniBrowser, by its own driver, on a screen that nobody sees.

const { once } = require("node:events");
const net = require("node:net");
const { eventually } = require("../console/stage");
const { begin } = require("./programs");
const { opener } = require("./webdriver");

/** WebDriver's commands, by their names in Marionette, as HTTP has them. */
const COMMANDS = {
  NewWindow: "window/new",
  SwitchToWindow: "window",
  Navigate: "url",
  Refresh: "refresh",
  ExecuteScript: "execute/sync",
  PerformActions: "actions",
};

/** Begins MiniBrowser. */
async function webkit(folder, sound, ends) {
  const screen = begin(ends, "Xvfb", ["-displayfd", "3", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const [number] = await once(screen.stdio[3], "data");
  const port = await freePort();
  begin(ends, "WebKitWebDriver", [`--port=${port}`], {
    stdio: "ignore",
    env: {
      ...process.env,
      DISPLAY: `:${String(number).trim()}`,
      HOME: folder,
      XDG_RUNTIME_DIR: folder,
      ...sound.env,
    },
  });
  const base = `http://127.0.0.1:${port}/session`;
  const args = ["--automation", "--enable-media-stream=true"];
  const capabilities = { alwaysMatch: { "webkitgtk:browserOptions": { args } } };
  const { sessionId } = await eventually(() => ask("POST", base, { capabilities }));
  ends.push(() => ask("DELETE", `${base}/${sessionId}`).catch(() => {}));
  const pages = [];
  const open = opener((command, parameters) => {
    const at = command === "ElementClick" ? `element/${parameters.id}/click` : COMMANDS[command];
    return ask("POST", `${base}/${sessionId}/${at}`, parameters);
  }, listen);
  return {
    async open(address) {
      pages.push(await open(address));
      return pages.at(-1);
    },
    async said() {
      const said = [];
      for (const page of pages) said.push(await page.run(() => sessionStorage.getItem("said") ?? ""));
      return said.flatMap((lines) => lines.split("\n").filter(Boolean));
    },
  };
}

/** In a page that is there: keeps what goes wrong from then on, which MiniBrowser tells nobody while it is driven. */
function listen() {
  const note = (text) => sessionStorage.setItem("said", `${sessionStorage.getItem("said") ?? ""}${text}\n`);
  addEventListener("error", ({ message }) => note(`error: ${message}`));
  addEventListener("unhandledrejection", ({ reason }) => note(`unhandled: ${reason}`));
  addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => note(`policy: ${violatedDirective} ${blockedURI}`));
  for (const level of ["error", "warn"]) console[level] = (...said) => note(`console.${level}: ${said.join(" ")}`);
}

async function ask(method, address, parameters) {
  const body = method === "POST" ? JSON.stringify(parameters) : null;
  const answer = await fetch(address, { method, body });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${address.split("/").pop()}: ${value.error}: ${value.message}`);
  return value;
}

/** A port that nobody listens on; the driver does not choose one itself. */
async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

module.exports = { webkit };
