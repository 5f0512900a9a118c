import type { ReactNode } from "react";

import { stopwatch } from "../../ui/format";
import { classes } from "../../ui/classes";
import { ahead, goldenAt, type Show } from "./stage";
import { useClock } from "./use-clock";

interface Props {
  show: Show;
  startedAt: number | undefined;
  className?: string;
}

/** What the presenter says: the line for what is on the screen, the story behind it, and what comes next. */
export function TalkTrack({ show, startedAt, className }: Props) {
  const took = useClock(startedAt);
  const now = goldenAt(show);
  const question = show.asked[show.at];
  const coming = ahead(show);
  return (
    <aside aria-label="Talk track" className={classes("flex flex-col overflow-y-auto bg-surface p-6", className)}>
      <p className="tabular text-3xl font-semibold tracking-tight">
        {stopwatch(took)}
        <span className="ml-3 text-sm font-normal tracking-normal text-muted">
          {Math.max(0, show.at + 1)} of {Math.max(show.golden.length, show.asked.length)}
        </span>
      </p>
      <Part name="Now">
        <p className="font-medium">{question ?? "The title. Say who you are and what they will see."}</p>
        {now?.insight?.talk_line && <p className="mt-3 text-xl leading-snug">{now.insight.talk_line}</p>}
        {now?.insight?.story && <p className="mt-3 text-sm text-muted">{now.insight.story}</p>}
        {question !== undefined && !now?.insight && (
          <p className="mt-3 text-sm text-muted">
            No story belongs to this question. Read the number, say what it means for them, go on.
          </p>
        )}
      </Part>
      <Part name="Next">
        {coming ? (
          <>
            <p className="font-medium">{coming.question}</p>
            {coming.golden?.insight?.talk_line && (
              <p className="mt-2 text-sm text-muted">{coming.golden.insight.talk_line}</p>
            )}
          </>
        ) : (
          <p className="text-muted">Every question was asked. Take theirs: press /.</p>
        )}
      </Part>
    </aside>
  );
}

function Part({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section aria-label={name} className="mt-6 border-t border-line pt-4">
      <h2 className="mb-2 text-xs font-medium text-muted">{name}</h2>
      {children}
    </section>
  );
}
