/** A table of values. Cells are canonical texts, null is NULL; formatted has the same rows as a person reads them, or is empty. */
export interface Cells {
  columns: { name: string; type: string }[];
  rows: (string | null)[][];
  formatted: (string | null)[][];
}
