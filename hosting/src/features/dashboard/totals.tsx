import type { Dashboard } from "../../api/model";
import { count } from "../../ui/format";

/** What there is, and what was done this month. */
export function Totals({ totals }: { totals: Dashboard["totals"] }) {
  return (
    <dl className="tabular mt-6 grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line shadow-card sm:mt-8 sm:grid-cols-4">
      <Total name="Active demos" value={totals.active} note={note(totals)} />
      <Total name="All demos" value={totals.demos} />
      <Total name="Made this month" value={totals.provisions_this_month} />
      <Total name="Questions this month" value={totals.questions_this_month} />
    </dl>
  );
}

function Total({ name, value, note }: { name: string; value: number; note?: string }) {
  return (
    <div className="bg-surface px-5 py-4">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="mt-0.5 text-2xl font-semibold tracking-tight">
        {count(value)}
        {note && <span className="ml-2 text-sm font-normal tracking-normal text-muted">{note}</span>}
      </dd>
    </div>
  );
}

function note({ provisioning, archived }: Dashboard["totals"]): string {
  return [provisioning > 0 && `${count(provisioning)} being made`, archived > 0 && `${count(archived)} archived`]
    .filter(Boolean)
    .join(", ");
}
