import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp, Download } from "lucide-react";
import { useMemo, useRef, useState } from "react";

import { Button } from "../../ui/button";
import { classes } from "../../ui/classes";
import { plural } from "../../ui/format";
import type { ResultTable as Table } from "./answer";
import { csv } from "./csv";
import { isNumeric, order, type SortBy } from "./sort";

const rowHeight = 36;

/** A result: sorted by a press on a column's name, saved as CSV, and drawn only as far as it is in sight. */
export function ResultTable({ table, name }: { table: Table; name: string }) {
  const [by, setBy] = useState<SortBy>();
  const places = useMemo(() => order(table, by), [table, by]);
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: places.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const drawn = rows.getVirtualItems();
  const above = drawn[0]?.start ?? 0;
  const below = rows.getTotalSize() - (drawn.at(-1)?.end ?? 0);

  return (
    <figure className="overflow-hidden rounded-field border border-line bg-surface">
      <div ref={box} className="max-h-80 overflow-auto" tabIndex={0} role="region" aria-label={`Result of ${name}`}>
        <table className="tabular w-full text-sm" aria-rowcount={places.length + 1}>
          <thead className="sticky top-0 bg-sunken">
            <tr>
              {table.columns.map((column, n) => (
                <Heading
                  key={column.name}
                  column={column}
                  by={by?.column === n ? by : undefined}
                  sort={() => setBy(next(by, n))}
                />
              ))}
              <td aria-hidden className="w-full" />
            </tr>
          </thead>
          <tbody>
            {above > 0 && <Gap height={above} />}
            {drawn.map((row) => (
              <tr key={row.key} className="h-9 border-t border-line" aria-rowindex={row.index + 2}>
                {table.columns.map((column, n) => (
                  <Cell key={column.name} table={table} row={places[row.index] ?? 0} column={n} />
                ))}
              </tr>
            ))}
            {below > 0 && <Gap height={below} />}
          </tbody>
        </table>
      </div>
      <figcaption className="flex items-center justify-between gap-3 border-t border-line bg-surface py-1 pr-1 pl-3.5 text-sm text-muted">
        <span>
          {plural(table.rows.length, "row")}
          {table.truncated && ", the rest left out because the result is very large"}
        </span>
        <Button tone="quiet" className="px-3" onClick={() => save(csv(table), `${name}.csv`)}>
          <Download aria-hidden className="size-4" /> CSV
        </Button>
      </figcaption>
    </figure>
  );
}

function Heading({ column, by, sort }: { column: Table["columns"][number]; by: SortBy | undefined; sort: () => void }) {
  const Arrow = by?.descending ? ArrowDown : ArrowUp;
  return (
    <th scope="col" aria-sort={by ? (by.descending ? "descending" : "ascending") : "none"} className="p-0">
      <button
        type="button"
        onClick={sort}
        title={column.type}
        className={classes(
          "flex h-9 w-full items-center gap-1 px-3.5 text-xs font-medium whitespace-nowrap text-muted hover:text-ink focus-visible:-outline-offset-2",
          isNumeric(column.type) && "flex-row-reverse",
        )}
      >
        {column.name}
        <Arrow aria-hidden className={classes("size-3.5", !by && "opacity-0")} />
      </button>
    </th>
  );
}

function Cell({ table, row, column }: { table: Table; row: number; column: number }) {
  const value = table.formatted[row]?.[column] ?? table.rows[row]?.[column] ?? null;
  const number = isNumeric(table.columns[column]?.type ?? "");
  return (
    <td className={classes("max-w-80 truncate px-3.5", number && "text-right")} title={value ?? "NULL"}>
      {value === null ? <span className="text-muted">–</span> : <bdi>{value}</bdi>}
    </td>
  );
}

/** Keeps the place of rows that are not drawn. */
function Gap({ height }: { height: number }) {
  return (
    <tr aria-hidden>
      <td style={{ height }} />
    </tr>
  );
}

/** Rising, falling, and back to the order in which the rows came. */
function next(by: SortBy | undefined, column: number): SortBy | undefined {
  if (by?.column !== column) return { column, descending: false };
  return by.descending ? undefined : { column, descending: true };
}

function save(text: string, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
