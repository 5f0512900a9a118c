import type { GoldenQuery } from "../../api/model";

/** What a key, a press or the second window can want of the stage. */
export const actions = [
  "next",
  "previous",
  "jump",
  "ask",
  "blank",
  "notes",
  "window",
  "screen",
  "table",
  "sql",
  "leave",
] as const;
export type Action = (typeof actions)[number];

/** Clickers send the page keys. Letters are those the help lists (app/shortcuts.tsx). */
const keys: Record<string, Action> = {
  ArrowRight: "next",
  " ": "next",
  PageDown: "next",
  ArrowLeft: "previous",
  PageUp: "previous",
  Escape: "leave",
  j: "jump",
  "/": "ask",
  b: "blank",
  ".": "blank",
  n: "notes",
  w: "window",
  f: "screen",
  t: "table",
  s: "sql",
};

export function actionOf(key: string): Action | undefined {
  return Object.hasOwn(keys, key) ? keys[key] : undefined;
}

/** What is presented: slides are the questions asked so far; -1 is the title. */
export interface Show {
  /** The questions whose answers are known, in the order of the story. */
  golden: readonly GoldenQuery[];
  /** The questions asked so far, as they were asked. */
  asked: readonly string[];
  at: number;
}

export type Step = { show: number } | { ask: GoldenQuery } | { end: true };

/** Where → leads: to the slide after this one, or else to the next golden question that was not asked yet. */
export function next({ golden, asked, at }: Show): Step {
  if (at < asked.length - 1) return { show: at + 1 };
  const question = golden.find((one) => !asked.some((other) => same(one.question, other)));
  return question ? { ask: question } : { end: true };
}

/** Where ← leads. The title is the first slide. */
export function previous({ at }: Show): number {
  return Math.max(-1, at - 1);
}

/** Where a question of the jump list leads: to its slide, or to asking it. */
export function jump(show: Show, question: GoldenQuery): Step {
  const slide = show.asked.findIndex((one) => same(one, question.question));
  return slide >= 0 ? { show: slide } : { ask: question };
}

/** The golden question that a slide is about; a question of the audience's has none. */
export function goldenAt({ golden, asked, at }: Show): GoldenQuery | undefined {
  const question = asked[at];
  return question === undefined ? undefined : golden.find((one) => same(one.question, question));
}

/** What → will ask or show, for the eyes of the presenter. */
export function ahead(show: Show): { question: string; golden: GoldenQuery | undefined } | undefined {
  const step = next(show);
  if ("ask" in step) return { question: step.ask.question, golden: step.ask };
  if (!("show" in step)) return undefined;
  const question = show.asked[step.show];
  return question === undefined ? undefined : { question, golden: goldenAt({ ...show, at: step.show }) };
}

function same(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/** The slide that an address names, if there is such a slide; without one the last. */
export function slideOf(wanted: string | null, slides: number): number {
  const at = wanted === null || !/^\d+$/.test(wanted) ? slides : Number(wanted);
  return Math.min(at, slides) - 1;
}
