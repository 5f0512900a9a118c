import { expect, it } from "vitest";

import { headline, sizeOf } from "./headline";

const columns = ["net_sales", "orders"].map((name) => ({ name, type: "NUMERIC" }));

it("shows a row of few numbers large, as people read them", () => {
  expect(headline({ columns, rows: [["1234.5", null]], formatted: [["$1,234.50", null]] })).toEqual([
    { name: "net sales", value: "$1,234.50" },
    { name: "orders", value: "–" },
  ]);
});

it.each([
  [
    "more rows",
    {
      columns,
      rows: [
        ["1", "2"],
        ["3", "4"],
      ],
      formatted: [],
    },
  ],
  ["no row", { columns, rows: [], formatted: [] }],
  ["many columns", { columns: [...columns, ...columns], rows: [["1", "2", "3", "4"]], formatted: [] }],
  ["no columns", { columns: [], rows: [[]], formatted: [] }],
])("leaves %s to the table", (_, cells) => {
  expect(headline(cells)).toBeUndefined();
});

it("writes a number as large as the screen is wide, and no larger than a room needs", () => {
  expect(sizeOf("42", 1)).toBe(18);
  expect(sizeOf("$15,094,352.36", 1)).toBeCloseTo(9.9);
  expect(sizeOf("$15,094,352.36", 2)).toBeCloseTo(5);
  for (const value of ["7", "1,234", "$15,094,352.36", "a very long text that is no number at all"]) {
    expect(sizeOf(value, 3) * 3 * Array.from(value).length * 0.62).toBeLessThanOrEqual(90);
  }
});
