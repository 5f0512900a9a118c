// Prints what a person's browser downloads as JavaScript, gzipped, and fails when it is more than the budget. Charts and the layout of
// diagrams are drawing libraries that come when there is something to draw; they are told and not counted. The journey is a customer
// engineer's: areas of others are left out of it.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const drawing = ["src/features/chat/draw.ts", "src/features/schema/diagram.tsx"];
const ofOthers = /^src\/features\/(admin|platform)\//;

/** The chunks of these modules with all that they need at once. */
function needed(modules, seen = new Set()) {
  for (const module of modules) {
    if (!manifest[module]) throw new Error(`scripts/budget.mjs: there is no ${module} in the build`);
    if (seen.has(module)) continue;
    seen.add(module);
    needed(manifest[module].imports ?? [], seen);
  }
  return seen;
}

/** Everything that the journey can come to from these modules, whenever it is fetched. */
function reachable(modules, seen = new Set()) {
  for (const module of modules) {
    if (seen.has(module) || drawing.includes(module) || ofOthers.test(module)) continue;
    seen.add(module);
    reachable([...(manifest[module].imports ?? []), ...(manifest[module].dynamicImports ?? [])], seen);
  }
  return seen;
}

function kilobytes(chunks) {
  const files = new Set([...chunks].map((chunk) => manifest[chunk].file).filter((file) => file.endsWith(".js")));
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0) / 1000;
}

const without = (chunks, others) => [...chunks].filter((chunk) => !others.has(chunk));
/** The chunk of a group (vite.config.ts). */
const group = (name) => Object.keys(manifest).find((chunk) => manifest[chunk].name === name);

const signedIn = needed(["index.html", group("first")]);
const sizes = [
  ["first screen (sign in)", kilobytes(needed(["index.html", "src/session/sign-in.tsx"])), 125],
  ["first screen (signed in)", kilobytes(signedIn), 150],
  ["whole journey", kilobytes(reachable(["index.html"])), 350],
  ["charts", kilobytes(without(needed([drawing[0]]), signedIn))],
  ["diagrams", kilobytes(without(needed([drawing[1]]), signedIn))],
];
for (const [name, size, budget] of sizes) {
  const verdict = budget === undefined ? "" : ` of ${budget} kB  ${size <= budget ? "ok" : "TOO MUCH"}`;
  console.log(`${name.padEnd(25)} ${size.toFixed(1).padStart(6)} kB gzipped JavaScript${verdict}`);
  if (size > budget) process.exitCode = 1;
}
