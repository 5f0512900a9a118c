import type { Cells } from "../../ui/table/cells";

/** A table as spreadsheets take it from the clipboard: tabs between cells, as people read them. */
export function tabbed({ columns, rows, formatted }: Cells): string {
  const shown = rows.map((row, n) => row.map((cell, column) => formatted[n]?.[column] ?? cell ?? ""));
  return [columns.map((column) => column.name), ...shown]
    .map((cells) => cells.map((cell) => cell.replace(/[\t\r\n]+/g, " ")).join("\t"))
    .join("\n");
}
