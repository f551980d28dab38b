// Builds `parcel.html`: one file with script and style in it, into which `starling parcel` puts a take.
import { createHash } from "node:crypto";
import { type Plugin, defineConfig } from "vite";
import { binaryOnly } from "./vite.config";

const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
/** Where a text within an element would end it. */
const inside = (text: string) => text.replace(/<(?=\/(?:script|style)|!--|script)/gi, "\\x3c");

function oneFile(): Plugin {
  return {
    name: "one-file",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      let script = "";
      let style = "";
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type === "chunk") script += inside(file.code);
        else if (name.endsWith(".css")) style += String(file.source);
        delete bundle[name];
      }
      this.emitFile({ type: "asset", fileName: "parcel.html", source: page(script, style) });
    },
  };
}

function page(script: string, style: string): string {
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "media-src blob:",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ];
  return [
    `<!doctype html>`,
    `<html lang="en">`,
    `<head>`,
    `<meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">`,
    `<meta name="referrer" content="no-referrer">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<meta name="color-scheme" content="light dark">`,
    `<title>Starling</title>`,
    `<style>${style}</style>`,
    `</head>`,
    `<body>`,
    `<div id="page"></div>`,
    `<script type="application/json" id="contents">@CONTENTS@</script>`,
    `<script type="application/octet-stream" id="audio">@AUDIO@</script>`,
    `<script>${script}</script>`,
    `</body>`,
    `</html>`,
    ``,
  ].join("\n");
}

export default defineConfig({
  plugins: [binaryOnly(), oneFile()],
  publicDir: false,
  build: {
    target: "es2022",
    emptyOutDir: false,
    cssCodeSplit: false,
    modulePreload: false,
    rollupOptions: {
      input: "web/parcel/main.tsx",
      output: { format: "iife", inlineDynamicImports: true },
    },
  },
});
