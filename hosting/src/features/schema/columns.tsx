import { KeyRound, Link2 } from "lucide-react";
import type { ReactNode } from "react";

import { classes } from "../../ui/classes";
import { plural } from "../../ui/format";
import { keysOf, type Relationship, type SchemaColumn, type SchemaTable, target } from "./schema";

interface Props {
  table: SchemaTable;
  relationships: Relationship[];
  /** What there is to say of a column beside its description. */
  children?: (column: SchemaColumn) => ReactNode;
}

/** A table's columns: what each is called, holds and leads to. */
export function Columns({ table, relationships, children }: Props) {
  const keys = new Map(keysOf(table, relationships).map(({ column, kind }) => [column.name, kind]));
  return (
    <div className="overflow-hidden rounded-card border border-line bg-surface shadow-card">
      <div className="border-b border-line px-4 py-3.5 sm:px-5">
        <h3 className="flex flex-wrap items-baseline gap-x-3 font-semibold">
          {table.name}
          <span className="tabular text-sm font-normal text-muted">
            {plural(table.rows, "row")} · {plural(table.columns.length, "column")}
          </span>
        </h3>
        {table.description && <p className="mt-1 text-sm text-muted">{table.description}</p>}
      </div>
      <ul className="divide-y divide-line">
        {table.columns.map((column) => {
          const kind = keys.get(column.name);
          const leads = target(table.name, column.name, relationships);
          return (
            <li
              key={column.name}
              className={classes(
                "gap-6 px-4 py-3 text-sm sm:grid sm:px-5",
                children ? "sm:grid-cols-[15rem_1fr_12rem]" : "sm:grid-cols-[15rem_1fr]",
              )}
            >
              <div className="flex min-w-0 items-baseline gap-2 self-start">
                <span className="font-mono text-[0.8125rem] font-medium wrap-anywhere">{column.name}</span>
                {kind === "primary" && (
                  <KeyRound role="img" aria-label="primary key" className="size-3.5 shrink-0 self-center text-warn" />
                )}
                {kind === "foreign" && (
                  <Link2 role="img" aria-label="foreign key" className="size-3.5 shrink-0 self-center text-muted" />
                )}
                <span className="ml-auto shrink-0 text-xs text-muted">{column.type}</span>
              </div>
              <p className="mt-0.5 text-muted sm:mt-0">
                {column.description}
                {leads && (
                  <span className="block text-xs">
                    leads to <span className="font-mono">{leads}</span>
                  </span>
                )}
              </p>
              {children && <div className="mt-2 min-w-0 sm:mt-0">{children(column)}</div>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
