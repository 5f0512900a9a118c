import { describe, expect, it } from "vitest";

import { about, ago, bytes, elapsed, moment, plural, shortCount, spoken, stopwatch, utc, day } from "./format";

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

it.each([
  [0, "0 B"],
  [999, "999 B"],
  [18_874_368, "18.9 MB"],
  [3_200_000_000_000_000, "3,200 TB"],
])("shows %d bytes as %s", (n, want) => {
  expect(bytes(n)).toBe(want);
});

it.each([
  [-5, "0:00"],
  [7_900, "0:07"],
  [760_000, "12:40"],
  [3_723_000, "1:02:03"],
])("shows %d ms on a stopwatch as %s", (milliseconds, want) => {
  expect(stopwatch(milliseconds)).toBe(want);
});

it("tells a moment in the reader's zone, and exactly in UTC", () => {
  expect(moment(now)).toBe("Nov 21, 2026, 12:00 PM");
  expect(utc(now)).toBe("2026-11-21 12:00:00 UTC");
});

it.each([
  [0.4, "about 1 s"],
  [2.2, "about 2 s"],
  [200, "about 3 min"],
])("tells %d seconds as %s", (seconds, want) => {
  expect(about(seconds)).toBe(want);
});

it.each([
  ["2026-11-22", "Nov 22, 2026"],
  ["", ""],
])("tells the day %j as %j", (date, want) => {
  expect(day(date)).toBe(want);
});

it("speaks the names of the API", () => {
  expect(spoken("active_demos")).toBe("Active demos");
});
