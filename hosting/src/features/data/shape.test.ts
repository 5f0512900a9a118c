import { expect, it } from "vitest";

import type { ColumnProfile } from "../../api/model";
import { bars, percent, summary } from "./shape";

const profile = (change: Partial<ColumnProfile>): ColumnProfile => ({
  name: "c",
  type: "INT64",
  nulls: 0,
  distinct: 4,
  top: [],
  histogram: [],
  ...change,
});

it("draws ranges where there are some, and else the most frequent values", () => {
  const top = [1, 2, 3, 4, 5, 6].map((n) => ({ value: `v${n}`, count: 10 - n }));
  const histogram = [
    { from: "0", to: "10", count: 4 },
    { from: "10", to: "20", count: 8 },
  ];
  expect(bars(profile({ top, histogram }))).toEqual({
    of: "ranges",
    bars: [
      { name: "0 to 10", count: 4, share: 0.5 },
      { name: "10 to 20", count: 8, share: 1 },
    ],
  });
  const values = bars(profile({ top, histogram: histogram.slice(0, 1) }));
  expect(values.of).toBe("values");
  expect(values.bars.map(({ name }) => name)).toEqual(["v1", "v2", "v3", "v4", "v5"]);
  expect(bars(profile({})).bars).toEqual([]);
  expect(bars(profile({ top: [{ value: "x", count: 0 }] })).bars[0]?.share).toBe(0);
});

it.each<[Partial<ColumnProfile>, string[]]>([
  [{ distinct: 100 }, ["all different"]],
  [{ distinct: 4, nulls: 25 }, ["4 different", "25% empty"]],
  [{ min: "1", max: "123456.5" }, ["4 different", "1 – 123,456.5"]],
  [{ min: "2025-01-01 10:00:00", max: "2026-01-01T00:00:00Z" }, ["4 different", "2025-01-01 – 2026-01-01"]],
  [{ name: "opened_year", min: "1961", max: "2021" }, ["4 different", "1961 – 2021"]],
  [{ name: "units", min: "1961", max: "2021" }, ["4 different", "1,961 – 2,021"]],
  [{ min: "same", max: "same" }, ["4 different"]],
])("sums up %j", (change, want) => {
  expect(summary(profile(change), 100)).toEqual(want);
});

it.each([
  [0, 0, "0%"],
  [1, 1000, "<1%"],
  [999, 1000, ">99%"],
  [1000, 1000, "100%"],
  [334, 1000, "33%"],
])("tells %d of %d as %s", (part, whole, want) => {
  expect(percent(part, whole)).toBe(want);
});
