import { describe, expect, it } from "vitest";

import type { GoldenQuery } from "../../api/model";
import { actionOf, ahead, goldenAt, jump, next, previous, type Show, slideOf } from "./stage";

const golden = ["How much?", "Which region?", "Why?"].map((question, n) => ({ id: `q${n}`, question }) as GoldenQuery);
const show = (asked: string[], at: number): Show => ({ golden, asked, at });

describe("next", () => {
  it.each<[string, Show, unknown]>([
    ["begins with the first question", show([], -1), { ask: golden[0] }],
    ["goes on with the second", show(["How much?"], 0), { ask: golden[1] }],
    ["shows again what was gone back from", show(["How much?", "Which region?"], 0), { show: 1 }],
    ["starts at the title after going back to it", show(["How much?"], -1), { show: 0 }],
    ["leaves out what was jumped to", show(["Which region?"], 0), { ask: golden[0] }],
    ["counts a question by its words", show([" how much? ", "Something else"], 1), { ask: golden[1] }],
    ["ends after the last", show(["Why?", "How much?", "Which region?"], 2), { end: true }],
  ])("%s", (_, now, want) => {
    expect(next(now)).toEqual(want);
  });
});

it("goes back as far as the title", () => {
  expect([1, 0, -1].map((at) => previous(show(["a", "b"], at)))).toEqual([0, -1, -1]);
});

it("jumps to a slide, or asks", () => {
  const [first] = golden;
  if (!first) throw new Error("there are golden questions");
  expect(jump(show(["Why?", "How much?"], 0), first)).toEqual({ show: 1 });
  expect(jump(show(["Why?"], 0), first)).toEqual({ ask: first });
});

it("knows what is on the stage and what comes", () => {
  expect(goldenAt(show(["Why?"], 0))).toBe(golden[2]);
  expect(goldenAt(show(["What about Spain?"], 0))).toBeUndefined();
  expect(goldenAt(show([], -1))).toBeUndefined();
  expect(ahead(show(["Why?", "What about Spain?"], 0))).toEqual({ question: "What about Spain?", golden: undefined });
  expect(ahead(show(["Why?"], 0))).toEqual({ question: "How much?", golden: golden[0] });
  expect(ahead(show(["Why?", "How much?", "Which region?"], 2))).toBeUndefined();
});

it.each<[string | null, number, number]>([
  [null, 3, 2],
  [null, 0, -1],
  ["1", 3, 0],
  ["0", 3, -1],
  ["9", 3, 2],
  ["-4", 3, 2],
  ["x", 3, 2],
])("reads slide %s of %d", (wanted, slides, want) => {
  expect(slideOf(wanted, slides)).toBe(want);
});

it.each([
  ["ArrowRight", "next"],
  [" ", "next"],
  ["PageUp", "previous"],
  ["b", "blank"],
  ["x", undefined],
  ["constructor", undefined],
])("takes %s for %s", (key, want) => {
  expect(actionOf(key)).toBe(want);
});
