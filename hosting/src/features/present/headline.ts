import type { Cells } from "../../ui/table/cells";

/** A result that is a few numbers and nothing else. */
export interface Figure {
  name: string;
  value: string;
}

/** How many numbers can be shown as large as a room needs. */
const most = 3;

/** The numbers of a result of one row, to be shown large; nothing when a table says more. */
export function headline({ columns, rows, formatted }: Cells): Figure[] | undefined {
  if (rows.length !== 1 || columns.length === 0 || columns.length > most) return undefined;
  return columns.map(({ name }, n) => ({
    name: name.replaceAll("_", " "),
    value: formatted[0]?.[n] ?? rows[0]?.[n] ?? "–",
  }));
}
