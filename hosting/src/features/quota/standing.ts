import { bytes, count, spoken } from "../../ui/format";

/** A quota of the tenant, as every route tells it. */
export interface Quota {
  name: string;
  used: number;
  /** None at all where it is absent. */
  limit?: number | undefined;
  /** Per what it is counted: day or month. */
  unit?: string | undefined;
}

/** How much room a quota has. */
export type Room = "plenty" | "near" | "used up" | "unlimited";

/** How a quota stands, as its bar shows it. */
export interface Standing {
  name: string;
  /** 12 of 50, or 1.2 GB of 100 GB. */
  said: string;
  /** Percent used, at most 100. */
  percent: number;
  /** Percent that an act takes as well, at most what is left. */
  taken: number;
  room: Room;
  /** How much is left, with what an act takes gone; undefined where there is no limit. */
  left: number | undefined;
}

/** What quotas are called, where the API's own name does not say it to everybody. */
const names: Record<string, string> = {
  concurrent_jobs: "Jobs at once",
  provisions_per_month: "Demos made per month",
  bytes_per_month: "Data read per month",
};

/** From this share on it is worth looking at, in percent. */
const near = 80;

/**
 * Tells how a quota stands.
 * @param taking what an act would use of it; then it is used up where the act does not fit
 */
export function standing({ name: id, used, limit }: Quota, taking = 0): Standing {
  const say = inUnits(id);
  const name = names[id] ?? spoken(id);
  const after = used + taking;
  if (limit === undefined) {
    return {
      name,
      said: `${say(after)}, no limit`,
      percent: 0,
      taken: 0,
      room: "unlimited",
      left: undefined,
    };
  }
  const share = (n: number) => (limit > 0 ? Math.min(100, (n / limit) * 100) : 100);
  const full = taking > 0 ? after > limit : used >= limit;
  return {
    name,
    said: full && taking > 0 ? `${say(after)} needed, ${say(limit)} allowed` : `${say(after)} of ${say(limit)}`,
    percent: share(used),
    taken: share(after) - share(used),
    room: full ? "used up" : share(after) >= near ? "near" : "plenty",
    left: Math.max(0, limit - after),
  };
}

/** How amounts of a quota are written. */
export function inUnits(name: string): (n: number) => string {
  return name.includes("bytes") ? bytes : count;
}

/** When a quota's count begins anew, counted in UTC as the server does; undefined where it does not by itself. */
export function renewal({ unit }: Quota, now: Date): Date | undefined {
  const [year, month, day] = [now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()];
  if (unit === "day") return new Date(Date.UTC(year, month, day + 1));
  return unit === "month" ? new Date(Date.UTC(year, month + 1, 1)) : undefined;
}

const order: Room[] = ["used up", "near", "plenty", "unlimited"];

/** The quota that stops an act first: one that is used up before one that is near its end, and so on. */
export function tightest(quotas: Quota[], taking: (name: string) => number = () => 0): Quota | undefined {
  const rank = (quota: Quota) => order.indexOf(standing(quota, taking(quota.name)).room);
  return quotas.reduce<Quota | undefined>(
    (least, one) => (least === undefined || rank(one) < rank(least) ? one : least),
    undefined,
  );
}
