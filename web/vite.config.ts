import { defineConfig } from "vite";

// Three entries, three small bundles, no router. Nothing may end up inline: the pages run under a policy that allows
// scripts and styles from this server only.
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
      input: { buyer: "index.html", desk: "desk.html", lab: "lab.html" },
    },
  },
  server: {
    proxy: {
      "/v1": { target: process.env.PARLEY_URL ?? "http://127.0.0.1:8080", ws: true },
      "/dev": process.env.PARLEY_URL ?? "http://127.0.0.1:8080",
    },
  },
});
