import { lazy, type ReactNode, Suspense } from "react";

import { classes } from "../../ui/classes";
import { shortCount } from "../../ui/format";
import { Skeleton } from "../../ui/states";
import type { Schema, SchemaTable } from "./schema";

// What gives the tables their places is large, and comes when somebody looks at them.
const Diagram = lazy(async () => ({ default: (await import("./diagram")).Diagram }));

interface Props {
  schema: Schema;
  /** The table that is looked at; the first one when there is none of this name. */
  chosen: string | undefined;
  choose: (table: string) => void;
  children: (table: SchemaTable) => ReactNode;
}

/** The tables as a diagram, a list of them, and what there is to see of the one chosen. */
export function SchemaBrowser({ schema, chosen, choose, children }: Props) {
  const table = schema.tables.find((one) => one.name === chosen) ?? schema.tables[0];
  if (!table) return null;
  return (
    <>
      <Suspense fallback={<Skeleton className="h-96 rounded-card" />}>
        <Diagram schema={schema} chosen={chosen} choose={choose} />
      </Suspense>
      <div className="mt-6 gap-6 lg:grid lg:grid-cols-[14rem_minmax(0,1fr)] lg:items-start">
        <nav
          aria-label="Tables"
          className="-mx-4 mb-4 overflow-x-auto px-4 lg:sticky lg:top-20 lg:mx-0 lg:mb-0 lg:max-h-[80dvh] lg:overflow-y-auto lg:px-0"
        >
          <ul className="flex gap-1 lg:block lg:space-y-0.5">
            {schema.tables.map((one) => (
              <li key={one.name} className="shrink-0">
                <button
                  type="button"
                  aria-pressed={one === table}
                  onClick={() => choose(one.name)}
                  className={classes(
                    "flex min-h-9 w-full items-center justify-between gap-3 rounded-field px-3 text-sm transition-colors focus-visible:-outline-offset-2",
                    one === table
                      ? "bg-accent-wash font-medium text-accent-ink"
                      : "text-muted hover:bg-sunken hover:text-ink",
                  )}
                >
                  {one.name}
                  <span className="tabular text-xs">{shortCount(one.rows)}</span>
                </button>
              </li>
            ))}
          </ul>
        </nav>
        <div className="min-w-0">{children(table)}</div>
      </div>
    </>
  );
}
