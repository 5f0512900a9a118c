import { useQuery } from "@tanstack/react-query";
import { ChevronRight, TrendingDown, TrendingUp } from "lucide-react";
import { useMemo, useState } from "react";

import type { Usage } from "../../api/model";
import { useSession } from "../../session/session";
import { classes } from "../../ui/classes";
import { Section } from "../../ui/page-head";
import { Select } from "../../ui/select";
import { Failure, Loading, Skeleton } from "../../ui/states";
import { Chart } from "../chat/chart";
import { usageQuery } from "./queries";
import { change, chartOf, type Measure, type MeasureId, measures, monthName } from "./usage";

/** What the tenant used and what that cost, month by month. A figure that is pressed is drawn. */
export function Use() {
  const { api, tenant } = useSession();
  const [months, setMonths] = useState("6");
  const usage = useQuery(usageQuery(api, tenant, Number(months)));
  return (
    <Section
      title="Use and cost"
      note="Counted in UTC. The cost is that of BigQuery, by its published prices."
      actions={
        <Select
          label="Months"
          value={months}
          change={setMonths}
          options={[
            ["3", "3 months"],
            ["6", "6 months"],
            ["12", "12 months"],
            ["24", "2 years"],
          ]}
        />
      }
    >
      {usage.isPending && (
        <Loading what="the use">
          <Skeleton className="h-24 rounded-card" />
          <Skeleton className="mt-4 h-80 rounded-card" />
        </Loading>
      )}
      {usage.isError && <Failure error={usage.error} retry={() => void usage.refetch()} />}
      {usage.data && <Months usage={usage.data} />}
    </Section>
  );
}

function Months({ usage: { items } }: { usage: Usage }) {
  const [chosen, setChosen] = useState<MeasureId>("cost");
  const measure: Measure = measures[chosen];
  const spec = useMemo(() => chartOf(items, measure), [items, measure]);
  const idle = items.every((month) => measure.of(month) === 0);
  return (
    <>
      <div
        role="group"
        aria-label={`Figures of ${monthName(items.at(-1)?.month ?? "")}`}
        className="mb-4 grid grid-cols-2 gap-px overflow-hidden rounded-card border border-line bg-line shadow-card sm:grid-cols-3 lg:grid-cols-5"
      >
        {(Object.keys(measures) as MeasureId[]).map((id) => (
          <Figure key={id} months={items} measure={measures[id]} chosen={id === chosen} choose={() => setChosen(id)} />
        ))}
      </div>
      {idle ? (
        <p className="grid h-[308px] place-items-center rounded-card border border-dashed border-line px-6 text-center text-muted">
          Nothing of this in these months.
        </p>
      ) : (
        <Chart key={chosen} spec={spec} name={`${measure.name} by month`} />
      )}
      <Table months={items} />
    </>
  );
}

function Figure({
  months,
  measure,
  chosen,
  choose,
}: {
  months: Usage["items"];
  measure: Measure;
  chosen: boolean;
  choose: () => void;
}) {
  const now = months.at(-1);
  const by = change(months, measure);
  const Trend = by !== undefined && by < 0 ? TrendingDown : TrendingUp;
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={choose}
      className={classes(
        "tabular px-5 py-4 text-left transition-colors focus-visible:-outline-offset-2 max-sm:last:col-span-2",
        chosen ? "bg-accent-wash text-accent-ink" : "bg-surface hover:bg-sunken",
      )}
    >
      <span className={classes("block text-sm", !chosen && "text-muted")}>{measure.name}</span>
      <span className="mt-0.5 block text-2xl font-semibold tracking-tight">
        {measure.say(now ? measure.of(now) : 0)}
      </span>
      <span className={classes("mt-0.5 flex items-center gap-1 text-xs", !chosen && "text-muted")}>
        {by === undefined ? (
          "this month"
        ) : (
          <>
            <Trend aria-hidden className="size-3.5" /> {by > 0 && "+"}
            {by}% on the month before
          </>
        )}
      </span>
    </button>
  );
}

function Table({ months }: { months: Usage["items"] }) {
  const all = Object.values(measures) as Measure[];
  return (
    <details className="group mt-4 rounded-card border border-line bg-surface shadow-card">
      <summary className="flex list-none items-center gap-2 rounded-card px-4 py-3 text-sm font-medium text-muted hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        The numbers, month by month
      </summary>
      {/* The scrolling box takes the focus, so that the keyboard can move it. */}
      {}
      <div role="region" aria-label="Use by month" tabIndex={0} className="overflow-x-auto border-t border-line">
        <table className="tabular w-full text-sm whitespace-nowrap">
          <thead className="text-left text-muted">
            <tr>
              <th className="px-5 py-2.5 font-medium">Month</th>
              {all.map(({ name }) => (
                <th key={name} className="px-5 py-2.5 text-right font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...months].reverse().map((month) => (
              <tr key={month.month} className="border-t border-line">
                <th scope="row" className="px-5 py-2.5 text-left font-normal">
                  {monthName(month.month)}
                </th>
                {all.map(({ name, of, say }) => (
                  <td key={name} className="px-5 py-2.5 text-right">
                    {say(of(month))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
