import { fileURLToPath } from "node:url";

import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { staticFields } from "./scripts/static-fields";
import { unnamed } from "./scripts/unnamed";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ command }) => ({
  plugins: [react(), tailwindcss(), staticFields(), unnamed()],
  resolve: {
    alias: {
      // A third of Firestore's code serves regular expressions in pipelines, which no listener here uses.
      re2js: at("src/live/no-re2js.ts"),
      // Firebase's own notes about itself are kept nowhere.
      idb: at("src/session/no-idb.ts"),
      // The package names its build for developers only, with their warnings.
      ...(command === "build" && { "react-router": at("node_modules/react-router/dist/production/index.mjs") }),
    },
  },
  build: {
    target: "es2023",
    assetsInlineLimit: 0, // the content security policy allows files of our own, not data: addresses
    modulePreload: { polyfill: false },
    manifest: true, // read by scripts/budget.mjs
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What is needed together comes together: thirty small files compress worse than one. Each group takes what its modules need.
          groups: [
            // Strangers and members both see it, so it is in neither's part.
            {
              name: "both",
              test: /src\/(ui\/(use-title|cover)|app\/theme)\.tsx?$/,
              priority: 3,
              includeDependenciesRecursively: false,
            },
            { name: "start", tags: ["$initial"], priority: 2 },
            { name: "first", test: /src\/app\/app\.tsx$/, priority: 1 },
          ],
        },
      },
    },
    chunkSizeWarningLimit: 900, // what draws charts is that large; scripts/budget.mjs holds the rest to a budget
  },
  server: {
    // `CAPIDEMO_HOSTING=http://127.0.0.1:PORT npm run dev` serves the sources against a running local stack.
    proxy: process.env.CAPIDEMO_HOSTING
      ? Object.fromEntries(["/api", "/__", "/sign-in.json"].map((path) => [path, process.env.CAPIDEMO_HOSTING ?? ""]))
      : {},
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"], restoreMocks: true },
}));
