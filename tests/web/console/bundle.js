// Loads modules of the page into a test.

const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const esbuild = require("esbuild");

/** What a module exports, of this source. */
function load(contents) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "starling-bundle-"));
  try {
    const outfile = path.join(folder, "bundle.cjs");
    esbuild.buildSync({
      stdin: { contents, resolveDir: __dirname, loader: "ts" },
      bundle: true,
      platform: "node",
      format: "cjs",
      outfile,
      define: { "navigator.language": JSON.stringify("en-GB") },
      nodePaths: [path.dirname(path.dirname(require.resolve("esbuild/package.json")))],
    });
    return require(outfile);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

module.exports = { load };
