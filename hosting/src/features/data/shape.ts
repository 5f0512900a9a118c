import type { ColumnProfile } from "../../api/model";
import { count, shortCount } from "../../ui/format";

/** A bar of a column's tiny picture. */
export interface Bar {
  /** What it stands for: a range, or a value. */
  name: string;
  count: number;
  /** Of the tallest one, between 0 and 1. */
  share: number;
}

/** How many values a picture shows at most when the column has no ranges. */
const most = 5;

/** What a column's picture shows: how often values fall into ranges, or how often the most frequent ones occur. */
export function bars({ histogram, top }: ColumnProfile): { of: "ranges" | "values"; bars: Bar[] } {
  const ranges = histogram.map(({ from, to, count: n }) => ({
    name: from === to ? from : `${from} to ${to}`,
    count: n,
  }));
  const values = top.slice(0, most).map(({ value, count: n }) => ({ name: value, count: n }));
  const chosen = ranges.length > 1 ? ranges : values;
  const tallest = Math.max(1, ...chosen.map((one) => one.count));
  return {
    of: ranges.length > 1 ? "ranges" : "values",
    bars: chosen.map((one) => ({ ...one, share: one.count / tallest })),
  };
}

/** What is to be said of a column in a few words: how many different values, how many are missing. */
export function summary({ name, distinct, nulls, min, max }: ColumnProfile, rows: number): string[] {
  const said = [distinct === rows && nulls === 0 ? "all different" : `${shortCount(distinct)} different`];
  if (nulls > 0) said.push(`${percent(nulls, rows)} empty`);
  if (min !== undefined && max !== undefined && min !== max) {
    said.push([min, max].map((value) => short(value, isYear(name))).join(" – "));
  }
  return said;
}

/** A share in whole percent; what is there never reads as 0 %, and what is missing something never as 100 %. */
export function percent(part: number, whole: number): string {
  if (whole === 0 || part === 0) return "0%";
  const exact = (part / whole) * 100;
  if (exact < 1) return "<1%";
  return exact > 99 && part < whole ? ">99%" : `${Math.round(exact)}%`;
}

/** Whether a column holds years, which are numbers that nobody marks the thousands of. */
function isYear(column: string): boolean {
  return /(^|_)year$/i.test(column);
}

/** A number with its thousands marked, a time without what is too exact, a text cut short. */
function short(value: string, year: boolean): string {
  if (year && /^-?\d+$/.test(value)) return value;
  if (/^-?\d+(\.\d+)?$/.test(value)) return count(Number(value));
  const moment = /^(\d{4}-\d{2}-\d{2})[T ]/.exec(value);
  if (moment?.[1]) return moment[1];
  return value.length > 24 ? `${value.slice(0, 23)}…` : value;
}
