import type { Quota } from "../../api/model";
import { bytes, count, spoken } from "../../ui/format";

/** How a quota stands, as its bar shows it. */
export interface Standing {
  name: string;
  /** 12 of 50, or 1.2 GB of 100 GB. */
  said: string;
  /** Percent, at most 100. */
  percent: number;
  tone: "calm" | "near" | "full";
}

/** From this share on it is worth looking at, in percent. */
const near = 80;

export function standing({ name, used, limit, unit }: Quota): Standing {
  const inUnits = unit === "bytes" || name.includes("bytes") ? bytes : count;
  const percent = limit > 0 ? Math.min(100, (used / limit) * 100) : 100;
  return {
    name: spoken(name),
    said: `${inUnits(used)} of ${inUnits(limit)}`,
    percent,
    tone: percent >= 100 ? "full" : percent >= near ? "near" : "calm",
  };
}

/** A greeting for the hour, which is the reader's. */
export function greeting(hour: number): string {
  if (hour >= 5 && hour < 12) return "Good morning";
  return hour >= 12 && hour < 18 ? "Good afternoon" : "Good evening";
}
