// Prints what a person's browser downloads as JavaScript, gzipped, and fails when it is more than the budget:
// the first screen (sign in), and the whole journey of a customer engineer without charts.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const budgets = { "first screen": 150, "journey without charts": 350 };
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const charts = /chat\/draw/;

/** All chunks that the roots need, each once; lazy ones are named by the roots. */
function closure(roots, seen = new Set()) {
  for (const root of roots) {
    if (seen.has(root)) continue;
    seen.add(root);
    closure(manifest[root].imports ?? [], seen);
  }
  return seen;
}

/** Everything reachable, lazy chunks included, except for charts. */
function journey(roots, seen = new Set()) {
  for (const root of roots) {
    if (seen.has(root) || charts.test(root)) continue;
    seen.add(root);
    journey([...(manifest[root].imports ?? []), ...(manifest[root].dynamicImports ?? [])], seen);
  }
  return seen;
}

function kilobytes(chunks) {
  const files = new Set([...chunks].map((chunk) => manifest[chunk].file).filter((file) => file.endsWith(".js")));
  return [...files].reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0) / 1000;
}

const sizes = {
  "first screen": kilobytes(closure(["index.html"])),
  "journey without charts": kilobytes(journey(["index.html"])),
};
for (const [name, size] of Object.entries(sizes)) {
  const verdict = size <= budgets[name] ? "ok" : "TOO MUCH";
  console.log(
    `${name.padEnd(24)} ${size.toFixed(1).padStart(6)} kB of ${budgets[name]} kB gzipped JavaScript  ${verdict}`,
  );
  if (size > budgets[name]) process.exitCode = 1;
}
