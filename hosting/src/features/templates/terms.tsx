import type { Estimate } from "../../api/model";
import { about, dollars } from "../../ui/format";
import { Notice, Skeleton } from "../../ui/states";
import { QuotaBar } from "../quota/quota-bar";

/** The quotas that are worth a bar: that on jobs at a time only asks for a moment's patience, which the reason says. */
const shown = ["active_demos", "provisions_per_month"];

/** What making a demo takes. When the estimate cannot be had the demo can still be made; the server decides anyway. */
export function Terms({ estimate, failed }: { estimate: Estimate | undefined; failed: boolean }) {
  if (failed) return null;
  if (!estimate) return <Skeleton className="h-36" />;
  return (
    <div className="space-y-5">
      <dl className="tabular grid grid-cols-2 gap-3 rounded-field bg-sunken px-4 py-3 text-sm [&_dd]:font-medium [&_dt]:text-xs [&_dt]:text-muted">
        <div>
          <dt>Ready in</dt>
          <dd>{about(estimate.seconds)}</dd>
        </div>
        <div>
          <dt>Cost a month</dt>
          <dd>{atMost(estimate.cost_micros_usd)}</dd>
        </div>
      </dl>
      <div className="space-y-4">
        {estimate.quota
          .filter(({ name }) => shown.includes(name))
          .map((quota) => (
            <QuotaBar key={quota.name} quota={quota} taking={quota.after - quota.used} />
          ))}
      </div>
      {!estimate.allowed && (
        <Notice tone="warn">
          {estimate.reason ?? "Your tenant's quota is used up; ask your admin for more room."}
        </Notice>
      )}
    </div>
  );
}

/** At most so much; below a cent it says so. */
function atMost(micros: number): string {
  return micros > 0 && micros < 10_000 ? "under $0.01" : `≤ ${dollars(micros)}`;
}
