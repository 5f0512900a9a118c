import { defineConfig } from "vitest/config";

/** `npm run measure`: figures instead of verdicts. CAPIDEMO_MEASURES names the file that they are written to, as JSON. */
export default defineConfig({
  test: {
    globalSetup: ["e2e/stack.ts"],
    include: ["e2e/measure/*.measure.ts"],
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
