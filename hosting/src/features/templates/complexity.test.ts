import { expect, it } from "vitest";

import { byComplexity } from "./complexity";

it("goes from easy to hard and keeps the order within", () => {
  const question = (id: string, complexity: string) => ({ id, complexity });
  const groups = byComplexity([
    question("a", "hard"),
    question("b", "easy"),
    question("c", "fiendish"),
    question("d", "medium"),
    question("e", "easy"),
  ]);
  expect(groups.map(([complexity, list]) => [complexity, list.map(({ id }) => id)])).toEqual([
    ["easy", ["b", "e"]],
    ["medium", ["d"]],
    ["hard", ["a"]],
    ["fiendish", ["c"]],
  ]);
});
