import { expect, it } from "vitest";

import { next, order, type SortBy } from "./sort";

const table = {
  columns: [
    { name: "name", type: "STRING" },
    { name: "n", type: "INT64" },
  ],
  rows: [
    ["b", "10"],
    ["a", "9"],
    ["c", null],
    ["d", "-2"],
  ],
  formatted: [],
};

it.each([
  ["as they came", undefined, [0, 1, 2, 3]],
  ["by name", { column: 0, descending: false }, [1, 0, 2, 3]],
  ["by number, NULL last", { column: 1, descending: false }, [3, 1, 0, 2]],
  ["by number falling, NULL last", { column: 1, descending: true }, [0, 1, 3, 2]],
])("orders rows %s", (_, by, want) => {
  expect(order(table, by)).toEqual(want);
});

it("turns through rising, falling and as they came", () => {
  const steps: (SortBy | undefined)[] = [undefined];
  for (const column of [0, 0, 0, 1]) steps.push(next(steps.at(-1), column));
  expect(steps.slice(1)).toEqual([
    { column: 0, descending: false },
    { column: 0, descending: true },
    undefined,
    { column: 1, descending: false },
  ]);
});
