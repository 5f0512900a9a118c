import type { ColumnProfile } from "../../api/model";
import { count } from "../../ui/format";
import { bars, percent } from "./shape";

/** A column's values at a glance: a tiny histogram, or its most frequent values. */
export function Picture({ profile, rows }: { profile: ColumnProfile; rows: number }) {
  const picture = bars(profile);
  if (picture.bars.length === 0) return null;
  if (picture.of === "ranges") {
    return (
      <div role="img" aria-label={`How ${profile.name} is spread`} className="flex h-9 w-full items-end gap-px">
        {picture.bars.map((bar, n) => (
          <span
            key={n}
            title={`${bar.name}: ${count(bar.count)}`}
            className="min-h-px flex-1 rounded-t-xs bg-accent/55 transition-colors hover:bg-accent"
            style={{ height: `${bar.share * 100}%` }}
          />
        ))}
      </div>
    );
  }
  return (
    <ol aria-label={`Most frequent values of ${profile.name}`} className="space-y-1 text-xs">
      {picture.bars.map((bar) => (
        <li
          key={bar.name}
          className="relative flex items-center justify-between gap-3 overflow-hidden rounded px-1.5 py-0.5"
        >
          <span
            aria-hidden
            className="absolute inset-y-0 left-0 rounded bg-accent-wash"
            style={{ width: `${bar.share * 100}%` }}
          />
          <bdi className="relative truncate">{bar.name === "" ? "(empty text)" : bar.name}</bdi>
          <span className="tabular relative shrink-0 text-muted">{percent(bar.count, rows)}</span>
        </li>
      ))}
    </ol>
  );
}
