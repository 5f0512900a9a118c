import { useQuery } from "@tanstack/react-query";

import type { TenantQuota } from "../../api/model";
import { useSession } from "../../session/session";
import { Section } from "../../ui/page-head";
import { Failure, Loading, Skeleton } from "../../ui/states";
import { QuotaBar } from "../quota/quota-bar";
import { inUnits } from "../quota/standing";
import { derivation } from "./derivation";
import { quotaQuery } from "./queries";
import { Use } from "./use";

/** What the tenant used, month by month, and what it may use. */
export function Quota() {
  const { api, tenant } = useSession();
  const quota = useQuery(quotaQuery(api, tenant));
  return (
    <>
      <Use />
      <Section title="Quota" note="What your tenant may use. Who runs the platform can change it.">
        {quota.isPending && (
          <Loading what="the quota">
            <Skeleton className="h-64 rounded-card" />
          </Loading>
        )}
        {quota.isError && <Failure error={quota.error} retry={() => void quota.refetch()} />}
        {quota.data && (
          <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            {quota.data.map((one) => (
              <Line key={one.name} quota={one} />
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}

function Line({ quota }: { quota: TenantQuota }) {
  return (
    <li className="rounded-card border border-line bg-surface p-5 text-sm shadow-card">
      <QuotaBar quota={quota} />
      <p className="tabular mt-3 text-muted">{derivation(quota, inUnits(quota.name), new Date())}</p>
    </li>
  );
}
