import { useQuery } from "@tanstack/react-query";

import { useSession } from "../../session/session";
import { count } from "../../ui/format";
import { Section } from "../../ui/page-head";
import { Failure, Loading, Skeleton } from "../../ui/states";
import { Quotas } from "../dashboard/quotas";
import { quotaQuery, usageQuery } from "./queries";

/** What the tenant may use, and what it used. */
export function Quota() {
  const { api, tenant } = useSession();
  const quota = useQuery(quotaQuery(api, tenant));
  const usage = useQuery(usageQuery(api, tenant));
  if (quota.isPending || usage.isPending) {
    return (
      <Loading what="quota and use">
        <Skeleton className="mt-10 h-72 rounded-card" />
      </Loading>
    );
  }
  const failed = quota.error ?? usage.error;
  if (!quota.data || !usage.data) {
    return (
      <div className="mt-8">
        <Failure
          error={failed}
          retry={() => {
            void quota.refetch();
            void usage.refetch();
          }}
        />
      </div>
    );
  }
  const facts: [string, number][] = [
    ["Demos made", usage.data.provisions],
    ["Questions asked", usage.data.questions],
    ["Demos there now", usage.data.demos],
  ];
  return (
    <div className="gap-8 lg:grid lg:grid-cols-[minmax(0,1fr)_18rem] lg:items-start">
      <Section title={`Use in ${monthName(usage.data.month)}`} note="Counted in UTC, as the quota is.">
        <dl className="grid overflow-hidden rounded-card border border-line bg-surface shadow-card sm:grid-cols-3">
          {facts.map(([name, n]) => (
            <div
              key={name}
              className="border-line px-5 py-4 not-first:border-t sm:not-first:border-t-0 sm:not-first:border-l"
            >
              <dt className="text-sm text-muted">{name}</dt>
              <dd className="tabular mt-1 text-2xl font-semibold">{count(n)}</dd>
            </div>
          ))}
        </dl>
      </Section>
      <Quotas quotas={quota.data} />
    </div>
  );
}

/** 2026-05 is May 2026. */
function monthName(month: string): string {
  const first = new Date(`${month}-01T00:00:00Z`);
  return Number.isNaN(first.getTime())
    ? "this month"
    : first.toLocaleDateString(undefined, { month: "long", year: "numeric", timeZone: "UTC" });
}
