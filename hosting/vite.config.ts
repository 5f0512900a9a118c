import { fileURLToPath } from "node:url";

import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { staticFields } from "./scripts/static-fields";

export default defineConfig({
  plugins: [react(), tailwindcss(), staticFields()],
  resolve: {
    // A third of Firestore's code serves regular expressions in pipelines, which no listener here uses.
    alias: { re2js: fileURLToPath(new URL("src/live/no-re2js.ts", import.meta.url)) },
  },
  build: {
    target: "es2023",
    assetsInlineLimit: 0, // the content security policy allows files of our own, not data: addresses
    modulePreload: { polyfill: false },
    manifest: true, // read by scripts/budget.mjs
    chunkSizeWarningLimit: 900, // what draws charts is that large; scripts/budget.mjs holds the rest to a budget
  },
  server: {
    // `CAPIDEMO_HOSTING=http://127.0.0.1:PORT npm run dev` serves the sources against a running local stack.
    proxy: process.env.CAPIDEMO_HOSTING
      ? { "/api": process.env.CAPIDEMO_HOSTING, "/__": process.env.CAPIDEMO_HOSTING }
      : {},
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"], restoreMocks: true },
});
