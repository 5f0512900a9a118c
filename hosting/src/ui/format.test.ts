import { describe, expect, it } from "vitest";

import { ago, elapsed, plural, shortCount } from "./format";

const now = new Date("2026-11-21T12:00:00Z");

it.each([
  ["2026-11-21T12:00:03Z", "just now"], // a clock that is ahead
  ["2026-11-21T11:59:40Z", "just now"],
  ["2026-11-21T11:57:30Z", "2 minutes ago"],
  ["2026-11-21T07:00:00Z", "5 hours ago"],
  ["2026-11-20T11:00:00Z", "yesterday"],
  ["2026-11-17T11:00:00Z", "4 days ago"],
])("tells %s as %s", (then, want) => {
  expect(ago(new Date(then), now)).toBe(want);
});

it("tells a date when it was long ago", () => {
  expect(ago(new Date("2026-10-05T12:00:00Z"), now)).toContain("2026");
});

describe("elapsed", () => {
  it.each([
    [-20, "0.0 s"],
    [420, "0.4 s"],
    [59_900, "59.9 s"],
    [60_000, "1:00"],
    [187_400, "3:07"],
  ])("shows %d ms as %s", (milliseconds, want) => {
    expect(elapsed(milliseconds)).toBe(want);
  });
});

it("counts", () => {
  expect(plural(1, "table")).toBe("1 table");
  expect(plural(15, "table")).toBe("15 tables");
  expect(shortCount(145_000)).toBe("145K");
});
