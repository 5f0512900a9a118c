import type { DemoStatus } from "../../api/model";
import { type DemoSort, type DemosWanted, sorts } from "./queries";
import { statuses } from "./status";

/** What an address narrows the list of demos to. What it cannot mean is left out. */
export function readWanted(parameters: URLSearchParams): DemosWanted {
  const [status, sort, q] = [parameters.get("status"), parameters.get("sort"), parameters.get("q")];
  return {
    status: status !== null && Object.hasOwn(statuses, status) ? (status as DemoStatus) : undefined,
    sort: sort !== null && Object.hasOwn(sorts, sort) ? (sort as DemoSort) : undefined,
    q: q === null || q.trim() === "" ? undefined : q,
    pinned: parameters.get("pinned") === "true" || undefined,
  };
}
