import type { ChartSpec } from "./answer";

/**
 * Why a chart is not drawn, or nothing when it may be. An agent wrote the specification, after text that others may have written, so it
 * may say how data looks and nothing else: it may not fetch, show pictures or links, compute by expressions, or change how it is drawn
 * here. vega-embed's loader and the content security policy would stop it as well; this says no before anything is tried.
 */
export function refusal(spec: ChartSpec): string | undefined {
  if (JSON.stringify(spec).length > largest) return "it is too large";
  return inside(spec, 0);
}

/** In characters of JSON: some ten thousand points. */
const largest = 2_000_000;

/** No chart that says something is nested deeper. */
const deepest = 32;

/** What a key would let the specification do. */
const forbidden: Record<string, string> = {
  url: "it wants to fetch data",
  href: "it contains a link",
  signal: "it contains code",
  expr: "it contains code",
  calculate: "it contains code",
  update: "it contains code",
  on: "it contains code",
  bind: "it wants controls",
  usermeta: "it wants to change how it is drawn",
  embedOptions: "it wants to change how it is drawn",
};

/** The one kind of expression that is needed: a number of the axis, formatted, with a text before or after it. */
const label =
  /^(?:'[^'\\]*'|format\(datum\.(?:value|label),\s*'[^'\\]*'\)|datum\.label)(?:\s*\+\s*(?:'[^'\\]*'|format\(datum\.(?:value|label),\s*'[^'\\]*'\)|datum\.label))*$/;

function inside(value: unknown, depth: number): string | undefined {
  if (depth > deepest) return "it is nested too deep";
  if (Array.isArray(value)) return first(value, (one) => inside(one, depth + 1));
  if (typeof value !== "object" || value === null) return undefined;
  return first(Object.entries(value), ([key, one]) => entry(key, one, depth));
}

function entry(key: string, value: unknown, depth: number): string | undefined {
  if (key === "values" || key === "datasets") return undefined; // rows: whatever they hold is drawn as text and numbers
  if (Object.hasOwn(forbidden, key)) return forbidden[key];
  if (key === "labelExpr") return typeof value === "string" && label.test(value) ? undefined : "it contains code";
  if ((key === "filter" || key === "test") && typeof value === "string") return "it contains code";
  if (key === "mark" && kind(value) === "image") return "it shows pictures of others";
  return inside(value, depth + 1);
}

function kind(mark: unknown): unknown {
  return typeof mark === "object" && mark !== null ? (mark as Record<string, unknown>).type : mark;
}

function first<T>(list: T[], find: (one: T) => string | undefined): string | undefined {
  for (const one of list) {
    const found = find(one);
    if (found !== undefined) return found;
  }
  return undefined;
}
