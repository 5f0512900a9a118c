import { memo, useEffect, useMemo, useRef } from "react";

import { useCollection } from "../../live/use-live";
import { utc } from "../../ui/format";
import { Failure } from "../../ui/states";
import { useRows } from "../../ui/use-rows";
import { type LogLine, readLog } from "./job";

const lineHeight = 24;

/** The job's log as it is written. Only the lines in sight are drawn; it follows the newest unless somebody reads further up. */
export const Log = memo(function Log({ jobId }: { jobId: string }) {
  const followed = useCollection(`jobs/${jobId}/logs`);
  const lines = useMemo(() => (followed.is === "here" ? readLog(followed.value) : []), [followed]);
  const box = useRef<HTMLDivElement>(null);
  const reading = useRef(false);
  const rows = useRows(box, lines.length, lineHeight);

  useEffect(() => {
    if (!reading.current && lines.length > 0) rows.scrollToIndex(lines.length - 1);
  }, [rows, lines.length]);

  return (
    <section className="mt-6" aria-labelledby="log">
      <h2 id="log" className="mb-2 text-sm font-medium text-muted">
        Log
      </h2>
      {followed.is === "failed" ? (
        <Failure error={followed.error} />
      ) : (
        <div
          ref={box}
          tabIndex={0}
          role="log"
          aria-labelledby="log"
          onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
            reading.current = scrollTop + clientHeight < scrollHeight - lineHeight;
          }}
          className="h-64 overflow-auto rounded-card border border-line bg-surface px-4 py-3 font-mono text-xs"
        >
          {lines.length === 0 && <p className="leading-6 text-muted">The first lines come in a moment.</p>}
          <div className="relative" style={{ height: rows.getTotalSize() }}>
            {rows.getVirtualItems().map((row) => {
              const line = lines[row.index];
              return (
                <div
                  key={row.key}
                  ref={rows.measureElement}
                  data-index={row.index}
                  className="absolute inset-x-0"
                  style={{ transform: `translateY(${row.start}px)` }}
                >
                  {line && <Line line={line} />}
                </div>
              );
            })}
          </div>
        </div>
      )}
    </section>
  );
});

/** One for all lines: to make such a formatter takes longer than to draw a line. */
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" });

/** A line is drawn once, however often those around it come and go. */
const Line = memo(function Line({ line: { at, text } }: { line: LogLine }) {
  return (
    <p className="flex gap-4 leading-6">
      <time className="shrink-0 text-muted" dateTime={at.toISOString()} title={utc(at)}>
        {clock.format(at)}
      </time>
      <bdi className="min-w-0 wrap-anywhere">{text}</bdi>
    </p>
  );
});
