import { expect, it } from "vitest";

import { type Quota, renewal, standing, tightest } from "./standing";

it.each<[Quota, number, object]>([
  [
    { name: "active_demos", used: 12, limit: 50 },
    0,
    { name: "Active demos", said: "12 of 50", percent: 24, taken: 0, room: "plenty", left: 38 },
  ],
  [{ name: "active_demos", used: 40, limit: 50 }, 0, { said: "40 of 50", percent: 80, room: "near", left: 10 }],
  [{ name: "active_demos", used: 51, limit: 50 }, 0, { percent: 100, room: "used up", left: 0 }],
  [{ name: "seats", used: 0, limit: 0 }, 0, { percent: 100, room: "used up", left: 0 }],
  [
    { name: "bytes_per_month", used: 1_200_000_000, limit: 1e12, unit: "month" },
    0,
    { name: "Data read per month", said: "1.2 GB of 1 TB", room: "plenty" },
  ],
  [
    { name: "bytes_per_month", used: 5e9 },
    0,
    { said: "5 GB, no limit", percent: 0, room: "unlimited", left: undefined },
  ],
  [
    { name: "questions_per_day", used: 50, limit: 100, unit: "day" },
    45,
    { said: "95 of 100", percent: 50, taken: 45, room: "near", left: 5 },
  ],
  [
    { name: "questions_per_day", used: 50, limit: 100, unit: "day" },
    50,
    { said: "100 of 100", taken: 50, room: "near", left: 0 },
  ],
  [
    { name: "questions_per_day", used: 60, limit: 100, unit: "day" },
    45,
    { said: "105 needed, 100 allowed", percent: 60, taken: 40, room: "used up", left: 0 },
  ],
])("tells how %j stands when %d more are taken", (quota, taking, want) => {
  expect(standing(quota, taking)).toMatchObject(want);
});

it.each([
  ["day", "2026-11-23T00:00:00.000Z"],
  ["month", "2026-12-01T00:00:00.000Z"],
  [undefined, undefined],
])("knows when what is counted per %s begins anew", (unit, want) => {
  const now = new Date("2026-11-22T23:59:59Z");
  expect(renewal({ name: "x", used: 1, limit: 2, unit }, now)?.toISOString()).toBe(want);
});

it("begins anew in the next year after December", () => {
  const now = new Date("2026-12-31T12:00:00Z");
  expect(renewal({ name: "x", used: 1, limit: 2, unit: "month" }, now)?.toISOString()).toBe("2027-01-01T00:00:00.000Z");
});

it("finds the quota that stops an act first", () => {
  const plenty = { name: "questions_per_day", used: 1, limit: 100 };
  const near = { name: "bytes_per_month", used: 85, limit: 100 };
  expect(tightest([])).toBeUndefined();
  expect(tightest([plenty, near])).toBe(near);
  expect(tightest([plenty, { ...plenty, name: "other" }]), "the first of equals").toBe(plenty);
  expect(
    tightest([plenty, near], (name) => (name === plenty.name ? 100 : 0)),
    "an act that does not fit",
  ).toBe(plenty);
});
