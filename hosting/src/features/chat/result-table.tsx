import { Download } from "lucide-react";

import { Button } from "../../ui/button";
import { CopyButton } from "../../ui/copy-button";
import { plural } from "../../ui/format";
import { save } from "../../ui/save";
import { csv } from "../../ui/table/csv";
import { DataTable } from "../../ui/table/data-table";
import type { ResultTable as Table } from "./answer";
import { tabbed } from "./tabbed";

/** A result: sorted, copied into a spreadsheet, saved as CSV. */
export function ResultTable({ table, name }: { table: Table; name: string }) {
  return (
    <figure className="overflow-hidden rounded-field border border-line bg-surface">
      <DataTable cells={table} label={`Result of ${name}`} />
      <figcaption className="flex items-center gap-1 border-t border-line bg-surface py-1 pr-1 pl-3.5 text-sm text-muted">
        <span className="mr-auto">
          {plural(table.rows.length, "row")}
          {table.truncated && ", the rest left out because the result is very large"}
        </span>
        <CopyButton text={() => tabbed(table)} label="Copy the table" />
        <Button
          tone="quiet"
          className="px-3"
          onClick={() => save(new Blob([csv(table)], { type: "text/csv;charset=utf-8" }), `${name}.csv`)}
        >
          <Download aria-hidden className="size-4" /> CSV
        </Button>
      </figcaption>
    </figure>
  );
}
