/** 145000 becomes 145,000, in the reader's own notation. */
export function count(n: number): string {
  return new Intl.NumberFormat().format(n);
}

/** 145000 becomes 145K: for places where the size counts and not the digits. */
export function shortCount(n: number): string {
  return new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 }).format(n);
}

/** 1 table, 15 tables. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

const units = ["B", "kB", "MB", "GB", "TB"];

/** 18874368 becomes 18.9 MB. */
export function bytes(n: number): string {
  const power = n < 1 ? 0 : Math.min(Math.floor(Math.log10(n) / 3), units.length - 1);
  const value = (n / 1000 ** power).toLocaleString(undefined, { maximumFractionDigits: power > 0 ? 1 : 0 });
  return `${value} ${units[power] ?? "B"}`;
}

/** Millionths of a US dollar as money: $12.40, and as many digits as a small amount needs to be seen. */
export function dollars(micros: number): string {
  const value = micros / 1e6;
  const digits = value === 0 || Math.abs(value) >= 0.995 ? 2 : Math.min(6, 1 - Math.floor(Math.log10(Math.abs(value))));
  return value.toLocaleString(undefined, {
    style: "currency",
    currency: "USD",
    minimumFractionDigits: 2,
    maximumFractionDigits: Math.max(2, digits),
  });
}

/** The date and the time in the reader's zone. */
export function moment(then: Date): string {
  return then.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

/** A day as the API writes it, 2026-11-22, which is the same day everywhere. */
export function day(date: string): string {
  const then = new Date(`${date}T00:00:00Z`);
  return Number.isNaN(then.getTime())
    ? date
    : then.toLocaleDateString(undefined, { dateStyle: "medium", timeZone: "UTC" });
}

/** The same for a title: exact, and in UTC. */
export function utc(then: Date): string {
  return `${then.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A length of time as a stopwatch shows it: 0:07, 12:40, 1:02:03. */
export function stopwatch(milliseconds: number): string {
  const whole = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (n: number) => String(n).padStart(2, "0");
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

/** How long something will take, as a person says it: about 2 s, about 3 min. */
export function about(seconds: number): string {
  return seconds < 90 ? `about ${Math.max(1, Math.round(seconds))} s` : `about ${Math.round(seconds / 60)} min`;
}

/** active_demos becomes Active demos. */
export function spoken(name: string): string {
  const words = name.replaceAll("_", " ").replace(/\bapi\b/, "API");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];

/** How long ago, in the largest unit that fits; after a week the date. */
export function ago(then: Date, now: Date): string {
  const seconds = Math.round((now.getTime() - then.getTime()) / 1000);
  if (seconds >= 7 * 86_400) return then.toLocaleDateString(undefined, { dateStyle: "medium" });
  const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  for (const [unit, size] of steps) {
    if (seconds >= size) return relative.format(-Math.floor(seconds / size), unit);
  }
  return "just now";
}

/** How long something took: 2.4 s below a minute, then 3:07. */
export function elapsed(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return stopwatch(milliseconds);
}
