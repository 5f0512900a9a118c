import { ArrowDown, ArrowUp } from "lucide-react";
import { memo, useMemo, useRef, useState } from "react";

import { classes } from "../classes";
import { useRows } from "../use-rows";
import type { Cells } from "./cells";
import { isNumeric, next, order, type SortBy } from "./sort";

/** Heights of a row in pixels: on a page, and for a room. */
const heights = { page: 36, room: 54 };

/** Values in rows and columns: sorted by a press on a column's name, and drawn only as far as they are in sight. */
export function DataTable({
  cells,
  label,
  size = "page",
  className,
}: {
  cells: Cells;
  label: string;
  size?: keyof typeof heights;
  className?: string;
}) {
  const [by, setBy] = useState<SortBy>();
  const places = useMemo(() => order(cells, by), [cells, by]);
  const box = useRef<HTMLDivElement>(null);
  const rows = useRows(box, places.length, heights[size]);
  const drawn = rows.getVirtualItems();
  const above = drawn[0]?.start ?? 0;
  const below = rows.getTotalSize() - (drawn.at(-1)?.end ?? 0);

  return (
    <div
      ref={box}
      className={classes("overflow-auto overscroll-x-contain", className ?? "max-h-80")}
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <table
        className={classes("tabular w-full", size === "room" ? "text-[clamp(0.95rem,1.3vw,1.6rem)]" : "text-sm")}
        aria-rowcount={places.length + 1}
      >
        <thead className="sticky top-0 z-1 bg-sunken">
          <tr>
            {cells.columns.map((column, n) => (
              <Heading key={n} column={column} by={by?.column === n ? by : undefined} sort={() => setBy(next(by, n))} />
            ))}
            <td aria-hidden className="w-full" />
          </tr>
        </thead>
        <tbody>
          {above > 0 && <Gap height={above} />}
          {drawn.map((row) => (
            <Row key={row.key} cells={cells} place={places[row.index] ?? 0} index={row.index} height={heights[size]} />
          ))}
          {below > 0 && <Gap height={below} />}
        </tbody>
      </table>
    </div>
  );
}

function Heading({ column, by, sort }: { column: Cells["columns"][number]; by: SortBy | undefined; sort: () => void }) {
  const Arrow = by?.descending ? ArrowDown : ArrowUp;
  return (
    <th scope="col" aria-sort={by ? (by.descending ? "descending" : "ascending") : "none"} className="p-0">
      <button
        type="button"
        onClick={sort}
        title={column.type}
        className={classes(
          "group flex min-h-9 w-full items-center gap-1 px-3.5 text-[max(0.75rem,0.8em)] font-medium whitespace-nowrap text-muted hover:text-ink focus-visible:-outline-offset-2",
          isNumeric(column.type) && "flex-row-reverse",
        )}
      >
        {column.name}
        <Arrow aria-hidden className={classes("size-3.5", !by && "opacity-0 group-hover:opacity-50")} />
      </button>
    </th>
  );
}

/** A row is drawn once, however often those around it come and go. */
const Row = memo(function Row({
  cells,
  place,
  index,
  height,
}: {
  cells: Cells;
  place: number;
  index: number;
  height: number;
}) {
  return (
    <tr className="border-t border-line hover:bg-sunken/60" style={{ height }} aria-rowindex={index + 2}>
      {cells.columns.map((_, n) => (
        <Cell key={n} cells={cells} row={place} column={n} />
      ))}
    </tr>
  );
});

function Cell({ cells, row, column }: { cells: Cells; row: number; column: number }) {
  const value = cells.formatted[row]?.[column] ?? cells.rows[row]?.[column] ?? null;
  const number = isNumeric(cells.columns[column]?.type ?? "");
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
