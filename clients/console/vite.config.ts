import { brotliCompressSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

/** Writes a `.br` beside every text, so that the server need not compress. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    enforce: "post",
    generateBundle(_, bundle) {
      for (const [name, file] of Object.entries(bundle)) {
        if (!/\.(js|css|svg|html)$/.test(name)) continue;
        const text = file.type === "chunk" ? file.code : file.source;
        this.emitFile({ type: "asset", fileName: `${name}.br`, source: brotliCompressSync(text) });
      }
    },
  };
}

export default defineConfig({
  plugins: [compressed()],
  build: {
    target: "es2022",
    // The policy of the page allows no `data:` scripts, which worklets would become.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // `npm run dev` beside `starling serve`.
  server: { proxy: { "/starling.": "http://127.0.0.1:7350", "/audio/": "http://127.0.0.1:7350" } },
});
