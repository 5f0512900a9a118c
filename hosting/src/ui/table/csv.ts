import type { Cells } from "./cells";

/** A table as RFC 4180 wants it, with the canonical values. */
export function csv(table: Cells): string {
  const lines = [table.columns.map((column) => column.name), ...table.rows];
  return lines.map((cells) => cells.map(cell).join(",") + "\r\n").join("");
}

/**
 * A cell that a spreadsheet would take for a formula gets an apostrophe in front: the values come from data that others may have
 * written. Numbers with a sign stay numbers.
 */
function cell(value: string | null): string {
  if (value === null) return "";
  const safe = /^[=+\-@\t\r]/.test(value) && !/^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
