import { expect, it } from "vitest";

import { limitsOf, shown } from "./limits";

const before = {
  active_demos: 200,
  concurrent_jobs: 120,
  provisions_per_month: 1000,
  questions_per_day: 5000,
  members: 500,
  api_keys: 50,
  bytes_per_month: 1_500_000_000,
};

it("shows bytes in gigabytes and takes them back", () => {
  expect(shown(before, "bytes_per_month")).toBe(1.5);
  const form = new FormData();
  form.set("bytes_per_month", "2.25");
  form.set("active_demos", "7");
  expect(limitsOf(form, before)).toEqual({ ...before, active_demos: 7, bytes_per_month: 2_250_000_000 });
});

it("leaves as it was what is no number", () => {
  const form = new FormData();
  form.set("members", "");
  form.set("api_keys", "many");
  expect(limitsOf(form, before)).toEqual(before);
});
