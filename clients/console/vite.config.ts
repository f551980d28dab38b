import { readFile } from "node:fs/promises";
import { brotliCompressSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

/** Writes a `.br` beside every text, so that the server need not compress. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    generateBundle: {
      // Vite itself changes scripts in this hook: what is compressed is what it leaves.
      order: "post",
      handler(_, bundle) {
        for (const [name, file] of Object.entries(bundle)) {
          if (!/\.(js|css|svg|html)$/.test(name)) continue;
          const text = file.type === "chunk" ? file.code : file.source;
          this.emitFile({ type: "asset", fileName: `${name}.br`, source: brotliCompressSync(text) });
        }
      },
    },
  };
}

/** Leaves out how messages become JSON, a tenth of the page's code: it speaks the binary format only. */
export function binaryOnly(): Plugin {
  const json = /@bufbuild\/protobuf\/dist\/esm\/(?:from|to)-json\.js$/;
  return {
    name: "binary-only",
    apply: "build",
    async load(id) {
      if (!json.test(id)) return null;
      const source = await readFile(id, "utf8");
      const names = [...source.matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
      return names.map((name) => `export function ${name}() { throw new Error("no JSON here"); }`).join("\n");
    },
  };
}

/** Writes the descriptors in the generated code as they are: in base64 they compress half as well. */
function plainDescriptors(): Plugin {
  return {
    name: "plain-descriptors",
    apply: "build",
    enforce: "pre",
    transform(code, id) {
      if (!id.includes("/web/generated/")) return null;
      return code.replace(/fileDesc\("([A-Za-z0-9+/=]+)"/, (_, base64: string) => {
        const bytes = Buffer.from(base64, "base64").toString("latin1");
        return `fileDesc(/* @__PURE__ */ btoa(${JSON.stringify(bytes)})`;
      });
    },
  };
}

export default defineConfig({
  plugins: [binaryOnly(), plainDescriptors(), compressed()],
  esbuild: { charset: "utf8" },
  build: {
    target: "es2022",
    minify: "terser",
    terserOptions: { ecma: 2020, module: true, compress: { passes: 3, pure_getters: true } },
    // The policy of the page allows no `data:` scripts, which worklets would become.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // For weigh.mjs: which scripts a screen needs.
    manifest: true,
  },
  // `npm run dev` beside `starling serve`.
  server: { proxy: { "/starling.": "http://127.0.0.1:7350", "/audio/": "http://127.0.0.1:7350" } },
});
