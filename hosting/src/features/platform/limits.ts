import type { TenantLimits } from "../../api/model";

export type LimitName = keyof TenantLimits;

/** The limits of a tenant as a form asks for them. */
export const limitFields: { name: LimitName; label: string; hint?: string; least: number }[] = [
  { name: "active_demos", label: "Active demos", least: 0 },
  { name: "concurrent_jobs", label: "Jobs at once", least: 0 },
  { name: "provisions_per_month", label: "Demos made in a month", least: 0 },
  { name: "questions_per_day", label: "Questions in a day", least: 0 },
  { name: "members", label: "Members", least: 1 },
  { name: "api_keys", label: "API keys", least: 0 },
  { name: "bytes_per_month", label: "Data read in a month, in GB", hint: "0 is no limit.", least: 0 },
];

const gigabyte = 1e9;

/** A limit as the form shows it. */
export function shown(limits: TenantLimits, name: LimitName): number {
  const value = limits[name] ?? 0;
  return name === "bytes_per_month" ? value / gigabyte : value;
}

/** What a form says; a field that is no number stays as it was. */
export function limitsOf(form: FormData, before: TenantLimits): TenantLimits {
  const after = { ...before };
  for (const { name } of limitFields) {
    const text = form.get(name);
    const value = typeof text === "string" && text.trim() !== "" ? Number(text) : Number.NaN;
    if (Number.isFinite(value)) after[name] = Math.round(name === "bytes_per_month" ? value * gigabyte : value);
  }
  return after;
}
