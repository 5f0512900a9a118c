/** How the number beside a quota comes about, and when it begins anew. */
const derivations: Record<string, string> = {
  active_demos: "Demos that are active or on their way. An archived one frees its place.",
  concurrent_jobs: "Jobs that run or wait right now.",
  provisions_per_month: "Demos asked for in this calendar month, whatever became of them.",
  questions_per_day: "Questions of everybody in the tenant since midnight, UTC.",
  api_keys: "Keys that are not revoked.",
  members: "People who are let in.",
  bytes_per_month: "What BigQuery bills for answers, exams and looks at data in this calendar month.",
};

/** What counts against a quota and how much of it is left, in a sentence or two. */
export function derivation(
  { name, used, limit, unit }: { name: string; used: number; limit: number; unit?: string | undefined },
  say: (n: number) => string,
  now: Date,
): string {
  const left = limit > used ? `${say(limit - used)} left` : "Nothing left";
  const anew = renewal(unit, now);
  return [derivations[name], anew ? `${left} until ${anew}.` : `${left}.`].filter(Boolean).join(" ");
}

/** When the count of a unit begins anew, in UTC as the server counts. */
function renewal(unit: string | undefined, now: Date): string | undefined {
  if (unit === "day") return "midnight, UTC";
  if (unit !== "month") return undefined;
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
  return first.toLocaleDateString(undefined, { month: "long", day: "numeric", timeZone: "UTC" });
}
