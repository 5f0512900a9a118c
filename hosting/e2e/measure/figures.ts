import { writeFileSync } from "node:fs";

/** A measured figure, as cmd/bench reads it. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  /** What it must not pass. */
  most?: number;
  note?: string;
}

const figures: Figure[] = [];

export function tell(figure: Figure): void {
  figures.push({ ...figure, value: Math.round(figure.value * 10) / 10 });
}

/** Writes what was told to the file that CAPIDEMO_MEASURES names, or prints it. */
export function keep(): void {
  const text = JSON.stringify(figures, null, 2);
  const file = process.env.CAPIDEMO_MEASURES;
  if (file) writeFileSync(file, text);
  else console.log(text);
}

/** The value that so many percent of a sample do not pass. */
export function percentile(sample: number[], percent: number): number {
  const sorted = [...sample].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}
