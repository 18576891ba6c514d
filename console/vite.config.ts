// The build writes dist/, which central serves. `npm run dev` serves the sources and passes /api on to a running central
// (REDRIVE_CENTRAL, REDRIVE_TOKEN); neither address nor token is part of what is built.
import { defineConfig } from "vite";

const central = process.env.REDRIVE_CENTRAL ?? "http://127.0.0.1:8461";
const token = process.env.REDRIVE_TOKEN;

export default defineConfig({
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    target: "es2022",
    outDir: "dist",
    assetsInlineLimit: 0, // the content policy of central allows no inline script or style
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 400,
  },
  server: {
    host: "127.0.0.1",
    port: Number(process.env.REDRIVE_CONSOLE_PORT ?? 5173),
    strictPort: true,
    proxy: {
      "/api": {
        target: central,
        changeOrigin: true,
        // As if the pages came from central itself: it takes no cookie from another origin.
        headers: { Origin: central, ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      },
    },
  },
});
