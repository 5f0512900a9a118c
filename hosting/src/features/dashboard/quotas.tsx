import type { Quota } from "../../api/model";
import { standing, type Standing } from "./quota";

const bars: Record<Standing["tone"], string> = { calm: "bg-accent", near: "bg-warn", full: "bg-bad" };

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
      <ul className="tabular mt-5 space-y-4.5">
        {quotas.map(standing).map((one) => (
          <li key={one.name} className="text-sm">
            <div className="flex justify-between gap-3">
              <span>{one.name}</span>
              <span className="text-muted">{one.said}</span>
            </div>
            <Bar one={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How much of a quota is used. */
export function Bar({ one }: { one: Standing }) {
  return (
    <div
      role="meter"
      aria-label={one.name}
      aria-valuenow={Math.round(one.percent)}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={one.said}
      className="mt-2 h-1.5 overflow-hidden rounded-full bg-sunken"
    >
      <div className={`h-full rounded-full ${bars[one.tone]}`} style={{ width: `${one.percent}%` }} />
    </div>
  );
}
