import type { Month } from "../../api/model";
import { bytes, count, dollars } from "../../ui/format";
import type { ChartSpec } from "../chat/answer";

/** A thing that is counted month by month: its name, what a month has of it, and how that is said. */
export interface Measure {
  name: string;
  of: (month: Month) => number;
  say: (value: number) => string;
}

export const measures = {
  cost: { name: "Cost", of: (month) => month.cost_micros_usd, say: dollars },
  demos: { name: "Demos made", of: (month) => month.provisions, say: count },
  questions: { name: "Questions", of: (month) => month.questions, say: count },
  read: { name: "Data read", of: (month) => month.bytes_billed, say: bytes },
  stored: { name: "Data stored", of: (month) => month.storage_bytes, say: bytes },
} satisfies Record<string, Measure>;

export type MeasureId = keyof typeof measures;

/** 2026-05 is May 2026. */
export function monthName(month: string, style: "long" | "short" = "long"): string {
  const first = new Date(`${month}-01T00:00:00Z`);
  return Number.isNaN(first.getTime())
    ? month
    : first.toLocaleDateString(undefined, { month: style, year: "numeric", timeZone: "UTC" });
}

/** One bar a month. What a bar stands for is said in the measure's own unit when it is pointed at. */
export function chartOf(months: Month[], measure: Measure): ChartSpec {
  const values = months.map((month) => ({
    month: monthName(month.month, "short"),
    value: measure.of(month),
    said: measure.say(measure.of(month)),
    label: measure.of(month) > 0 ? measure.say(measure.of(month)) : "",
  }));
  const most = Math.max(1, ...values.map(({ value }) => value));
  return {
    height: 220,
    data: { values },
    layer: [
      {
        mark: { type: "bar", tooltip: true, width: { band: values.length > 3 ? 0.62 : 0.3 } },
        encoding: {
          tooltip: [
            { field: "month", title: "Month" },
            { field: "said", title: measure.name },
          ],
        },
      },
      {
        mark: { type: "text", dy: -8, baseline: "bottom" },
        encoding: { text: { field: "label" } },
      },
    ],
    encoding: {
      x: { field: "month", type: "nominal", sort: null, title: null, axis: { labelAngle: 0, labelOverlap: true } },
      // The bars say their values themselves; room for the highest one's is left above it.
      y: { field: "value", type: "quantitative", axis: null, scale: { domain: [0, most * 1.15] } },
    },
  };
}

/** How the current month stands against the one before, in percent; nothing when there is nothing to compare with. */
export function change(months: Month[], measure: Measure): number | undefined {
  const [before, now] = months.slice(-2);
  if (!before || !now || measure.of(before) === 0) return undefined;
  return Math.round(((measure.of(now) - measure.of(before)) / measure.of(before)) * 100);
}
