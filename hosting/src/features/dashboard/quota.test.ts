import { expect, it } from "vitest";

import { greeting, standing } from "./quota";

it.each([
  [
    { name: "active_demos", used: 12, limit: 50 },
    { name: "Active demos", said: "12 of 50", percent: 24, tone: "calm" },
  ],
  [
    { name: "active_demos", used: 40, limit: 50 },
    { said: "40 of 50", percent: 80, tone: "near" },
  ],
  [
    { name: "active_demos", used: 51, limit: 50 },
    { percent: 100, tone: "full" },
  ],
  [
    { name: "seats", used: 0, limit: 0 },
    { percent: 100, tone: "full" },
  ],
  [
    { name: "bytes_billed_per_month", used: 1_200_000_000, limit: 1e12, unit: "bytes" },
    { name: "Bytes billed per month", said: "1.2 GB of 1 TB", tone: "calm" },
  ],
])("tells how %j stands", (quota, want) => {
  expect(standing(quota)).toMatchObject(want);
});

it.each([
  [4, "Good evening"],
  [5, "Good morning"],
  [12, "Good afternoon"],
  [18, "Good evening"],
])("greets at %d", (hour, want) => {
  expect(greeting(hour)).toBe(want);
});
