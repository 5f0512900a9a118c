import { QuotaBar } from "../quota/quota-bar";
import type { Quota } from "../quota/standing";

/** What the tenant may use and what is left of it. */
export function Quotas({ quotas }: { quotas: Quota[] }) {
  if (quotas.length === 0) return null;
  return (
    <section
      aria-label="Quota"
      className="mt-10 rounded-card border border-line bg-surface p-5 shadow-card lg:sticky lg:top-20"
    >
      <h2 className="font-semibold tracking-tight">Quota</h2>
      <p className="text-sm text-muted">What your tenant uses.</p>
      <ul className="mt-5 space-y-4.5">
        {quotas.map((quota) => (
          <li key={quota.name}>
            <QuotaBar quota={quota} />
          </li>
        ))}
      </ul>
    </section>
  );
}
