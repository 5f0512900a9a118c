import { expect, it } from "vitest";

import type { Month } from "../../api/model";
import { change, chartOf, measures, monthName } from "./usage";

const month = (name: string, values: Partial<Month>): Month => ({
  month: name,
  provisions: 0,
  questions: 0,
  bytes_billed: 0,
  storage_bytes: 0,
  cost_micros_usd: 0,
  ...values,
});

it("names months", () => {
  expect(monthName("2026-05")).toBe("May 2026");
  expect(monthName("2026-05", "short")).toBe("May 2026");
  expect(monthName("soon")).toBe("soon");
});

it("draws a bar a month that says its value in its unit", () => {
  const spec = chartOf(
    [month("2026-04", { cost_micros_usd: 1_250_000 }), month("2026-05", { cost_micros_usd: 420 })],
    measures.cost,
  );
  expect(spec.data).toEqual({
    values: [
      { month: "Apr 2026", value: 1_250_000, said: "$1.25", label: "$1.25" },
      { month: "May 2026", value: 420, said: "$0.00042", label: "$0.00042" },
    ],
  });
});

it("compares with the month before, where there was something", () => {
  const months = [month("2026-04", { questions: 40 }), month("2026-05", { questions: 50, provisions: 3 })];
  expect(change(months, measures.questions)).toBe(25);
  expect(change(months, measures.demos)).toBeUndefined();
  expect(change(months.slice(1), measures.questions)).toBeUndefined();
});
