import { Fragment } from "react";

/** The keys of a shortcut as they stand on a keyboard: "g d" are two, pressed one after the other. */
export function Keys({ sequence }: { sequence: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      {sequence.split(" ").map((key, n) => (
        <Fragment key={n}>
          {n > 0 && <span className="sr-only">then</span>}
          <kbd className="inline-grid min-w-6 place-items-center rounded border border-line bg-sunken px-1.5 font-mono text-xs leading-5.5 text-muted">
            {key}
          </kbd>
        </Fragment>
      ))}
    </span>
  );
}
