import { expect, it } from "vitest";

import { csv } from "./csv";

it.each<[string, string | null, string]>([
  ["a word", "Acme", "Acme"],
  ["NULL", null, ""],
  ["a comma", "Acme, Inc.", '"Acme, Inc."'],
  ["quotes", 'the "best"', '"the ""best"""'],
  ["a line break", "a\nb", '"a\nb"'],
  ["a negative number", "-12.50", "-12.50"],
  ["an exponent", "-1.5e+10", "-1.5e+10"],
  ["a formula", "=HYPERLINK(1)", "'=HYPERLINK(1)"],
  ["a formula by a sign", "-1+cmd|' /C calc'!A0", "'-1+cmd|' /C calc'!A0"],
])("writes %s", (_, value, want) => {
  const table = { columns: [{ name: "c", type: "STRING" }], rows: [[value]], formatted: [] };
  expect(csv(table)).toBe(`c\r\n${want}\r\n`);
});
