// Loads code that is written for browsers into a test.

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const esbuild = require("esbuild");

const modules = path.dirname(path.dirname(require.resolve("esbuild/package.json")));
const protos = path.join(__dirname, "../../../proto");

/** What a module of this source exports. It may import `generated/…`, the messages and services of the protos. */
function load(contents) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "starling-bundle-"));
  try {
    if (contents.includes("generated/")) generate(folder);
    const outfile = path.join(folder, "bundle.cjs");
    esbuild.buildSync({
      stdin: { contents, resolveDir: __dirname, loader: "ts" },
      bundle: true,
      platform: "node",
      format: "cjs",
      outfile,
      alias: { generated: folder },
      define: { "navigator.language": JSON.stringify("en-GB") },
      nodePaths: [modules],
    });
    return require(outfile);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

function generate(out) {
  const plugins = [{ local: path.join(modules, ".bin/protoc-gen-es"), out, opt: "target=js" }];
  const template = JSON.stringify({ version: "v2", plugins });
  execFileSync(path.join(modules, ".bin/buf"), ["generate", protos, "--template", template]);
}

module.exports = { load };
