// The real `starling`, in folders of its own, with takes in it and a server before it.

const { execFile, spawn } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { promisify } = require("node:util");

const binary = process.env.STARLING ?? path.join(__dirname, "../../../target/release/starling");

/** One person's Starling: `close` ends it and removes its folder. */
function starling() {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), "starling-console-"));
  const dataDir = path.join(home, "data");
  const env = { PATH: process.env.PATH, HOME: home, LANG: "C.UTF-8", PULSE_SERVER: "unix:/nonexistent" };
  const options = { cwd: home, env: { ...env, STARLING_DATA_DIR: dataDir }, encoding: "utf8" };
  let server;

  /** Runs a command to its end and gives its standard output. */
  async function run(...args) {
    const running = promisify(execFile)(binary, args, options);
    running.child.stdin.end();
    return (await running).stdout;
  }

  /** Practises on a recording, and gives the report. */
  async function practise({ wav, labels, ...flags }) {
    const input = ["--input", wav, ...(labels ? ["--marks", labels] : [])];
    const others = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
    return JSON.parse(await run("practice", "--json", ...input, ...others));
  }

  /** Serves, at the port of the last time where there was one; gives the base address. */
  async function serve() {
    const listen = `127.0.0.1:${server?.port ?? 0}`;
    const child = spawn(binary, ["serve", "--listen", listen], { ...options, stdio: ["ignore", "ignore", "pipe"] });
    const url = await new Promise((resolve, reject) => {
      let said = "";
      child.stderr.on("data", (text) => {
        said += text;
        const found = /serving on (http[^\s;]+)[\s;]/.exec(said);
        if (found) resolve(found[1]);
      });
      child.on("exit", () => reject(new Error(`the server ended: ${said}`)));
    });
    server = { child, url, port: new URL(url).port };
    return url;
  }

  /** Ends the server, politely or not. */
  async function stop(signal = "SIGTERM") {
    if (!server || server.child.exitCode !== null || server.child.signalCode !== null) return;
    const ended = new Promise((resolve) => server.child.on("exit", resolve));
    server.child.kill(signal);
    await ended;
  }

  function token() {
    return fs.readFileSync(path.join(dataDir, "sessions/token"), "utf8").trim();
  }

  return {
    home,
    dataDir,
    run,
    practise,
    serve,
    stop,
    /** What lets the machine's user in. */
    token,
    /** Where the machine's user comes in, at a path of the page. */
    own: (at = "/") => `${server.url}${at}#token=${token()}`,
    /** A link for a coach. */
    share: async (what, role = "comment", life = "1d") =>
      JSON.parse(await run("share", what, "--role", role, "--for", life, "--json")),
    async close() {
      await stop();
      fs.rmSync(home, { recursive: true, force: true });
    },
  };
}

module.exports = { starling };
