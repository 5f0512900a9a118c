import { expect, it } from "vitest";

import { fileName } from "./save";

it.each([
  ["How much did we sell?.csv", "How much did we sell.csv"],
  ["../../etc/passwd.csv", "etc passwd.csv"],
  ["a\u202Egnp.exe.csv", "a gnp.exe.csv"],
  ["<b>متجر</b>.png", "b متجر b.png"],
  ["???.csv", "download.csv"],
  [`${"x".repeat(300)}.csv`, `${"x".repeat(80)}.csv`],
])("of %j", (name, want) => {
  expect(fileName(name)).toBe(want);
});
