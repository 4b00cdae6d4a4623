import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { renderDocs, renderProblems } from "./docs/render.mjs";

// The pages of the contract are entries like the others; they are written before the bundler looks for them.
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
writeFileSync(here("docs.html"), renderDocs(here("../proto")));
writeFileSync(here("problems.html"), renderProblems(here("../proto")));

// Five pages with scripts, five small bundles, no router. Nothing may end up inline: the pages run under a policy
// that allows scripts and styles from this server only.
export default defineConfig({
  base: "/",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: process.env.PARLEY_WEB_OUT ?? "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    modulePreload: { polyfill: false },
    sourcemap: false,
    target: "es2022",
    reportCompressedSize: false,
    rolldownOptions: {
      output: { chunkFileNames: "assets/shared-[hash].js" },
      input: {
        buyer: "index.html",
        desk: "desk.html",
        lab: "lab.html",
        verify: "verify.html",
        public: "public.html",
        steward: "steward.html",
        docs: "docs.html",
        problems: "problems.html",
      },
    },
  },
  server: {
    proxy: {
      "/v1": { target: process.env.PARLEY_URL ?? "http://127.0.0.1:8080", ws: true },
      "/dev": process.env.PARLEY_URL ?? "http://127.0.0.1:8080",
    },
  },
});
