import type { Cells } from "./cells";

export interface SortBy {
  column: number;
  descending: boolean;
}

const numeric = /^(INT64|INTEGER|FLOAT64|FLOAT|NUMERIC|BIGNUMERIC)$/;

export function isNumeric(type: string): boolean {
  return numeric.test(type);
}

/** Rising, falling, and back to the order in which the rows came. */
export function next(by: SortBy | undefined, column: number): SortBy | undefined {
  if (by?.column !== column) return { column, descending: false };
  return by.descending ? undefined : { column, descending: true };
}

/** The rows' places in the order asked for: numbers by value, everything else by its text (dates are ISO 8601); NULL comes last. */
export function order(table: Cells, by: SortBy | undefined): number[] {
  const places = table.rows.map((_, place) => place);
  if (!by) return places;
  const compare = isNumeric(table.columns[by.column]?.type ?? "")
    ? (a: string, b: string) => Number(a) - Number(b)
    : new Intl.Collator(undefined, { numeric: true }).compare;
  const sign = by.descending ? -1 : 1;
  return places.sort((left, right) => {
    const a = table.rows[left]?.[by.column] ?? null;
    const b = table.rows[right]?.[by.column] ?? null;
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sign * compare(a, b);
  });
}
