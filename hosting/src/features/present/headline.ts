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

/** What a slide leaves beside its margins, in percent of the screen's width, and how wide a digit is by its height. */
const [room, digit] = [86, 0.62];

/** How high a number can be written when so many stand beside each other, in percent of the screen's width. */
export function sizeOf(value: string, beside: number): number {
  const widest = room / beside / (Math.max(3, Array.from(value).length) * digit);
  return Math.round(Math.min(18, widest) * 10) / 10;
}
