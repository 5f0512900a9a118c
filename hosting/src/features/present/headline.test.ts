import { expect, it } from "vitest";

import { headline } from "./headline";

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
