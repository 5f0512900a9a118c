import { type QueryClient, useQuery } from "@tanstack/react-query";

import { useSession } from "../../session/session";
import { dashboardQuery } from "../dashboard/queries";
import { type Quota, standing } from "./standing";

/** How often it is asked whether there is room again, in milliseconds. */
const patience = 60_000;

/**
 * Those of the tenant's quotas that an act would use. Everybody who may see demos may see them. Empty until they are known, and where
 * they cannot be had: then the act is open, because the server decides anyway. One without a limit is left out.
 */
export function useQuotas(names: readonly string[]): Quota[] {
  const { api } = useSession();
  const { data } = useQuery({
    ...dashboardQuery(api),
    select: ({ quota }) => quota,
    refetchInterval: ({ state }) => (state.data?.quota.some(usedUp) ? patience : false),
  });
  return (data ?? []).filter(({ name }) => names.includes(name));
}

/** Asks anew what is left, after an act that has used some of it. */
export function spent(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: ["dashboard"] });
}

export function usedUp(quota: Quota): boolean {
  return standing(quota).room === "used up";
}
