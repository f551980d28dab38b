// What each screen fetches before it can be used: the scripts of the page and of the screen, compressed. Fails where that
// is more than a coach with a telephone should wait for.
import { readFileSync, statSync } from "node:fs";

const MOST_BYTES = 60_000;
const dist = new URL("dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const PAGE = "index.html";

/** A script and all that it imports at once. */
function needed(name, found = new Set()) {
  if (!found.has(name)) {
    found.add(name);
    for (const imported of manifest[name].imports ?? []) needed(imported, found);
  }
  return found;
}

const bytes = (names) => [...names].reduce((sum, name) => sum + statSync(new URL(`${manifest[name].file}.br`, dist)).size, 0);

for (const screen of new Set(manifest[PAGE].dynamicImports)) {
  const size = bytes(needed(screen, needed(PAGE)));
  console.log(`${String(size).padStart(6)} bytes: ${manifest[screen].name}`);
  if (size > MOST_BYTES) process.exitCode = 1;
}
if (process.exitCode) console.error(`a screen may have ${MOST_BYTES} bytes`);
