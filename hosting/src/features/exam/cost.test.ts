import { expect, it } from "vitest";

import { costOf } from "./cost";

it("counts queries, and every way to ask once", () => {
  expect(
    costOf([
      { question: "How many?", phrasings: ["How much?", " How many? ", ""] },
      { question: "Which?", phrasings: [] },
    ]),
  ).toEqual({ queries: 2, questions: 3 });
  expect(costOf([])).toEqual({ queries: 0, questions: 0 });
});
