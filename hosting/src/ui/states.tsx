import { CircleAlert, Info } from "lucide-react";
import type { ReactNode } from "react";

import { asProblem } from "../api/problem";
import { Button } from "./button";
import { classes } from "./classes";
import { Mark } from "./mark";
import { useCountdown } from "./use-countdown";

/** Before it is known who is here. Nothing moves, because it is gone in a blink. */
export function Splash() {
  return (
    <div className="grid min-h-dvh place-items-center" role="status" aria-label="Loading">
      <Mark className="size-11 opacity-40" />
    </div>
  );
}

/** A grey stand-in of the size of what is loading, so that nothing jumps when it comes. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={classes("animate-pulse rounded-field bg-sunken", className)} />;
}

/** Tells those who cannot see skeletons. */
export function Loading({ what, children }: { what: string; children: ReactNode }) {
  return (
    <div role="status" aria-busy="true">
      <span className="sr-only">Loading {what}</span>
      {children}
    </div>
  );
}

/** Says why there is nothing, and what to do about it. */
export function Empty({
  icon,
  title,
  alone = false,
  children,
  action,
}: {
  icon?: ReactNode;
  title: string;
  /** There is nothing else on the screen: the title is the screen's. */
  alone?: boolean;
  children?: ReactNode;
  action?: ReactNode;
}) {
  const Heading = alone ? "h1" : "h2";
  return (
    <div className="rounded-card border border-dashed border-line px-6 py-16 text-center">
      {icon && (
        <div className="mx-auto mb-4 grid size-12 place-items-center rounded-full bg-accent-wash text-accent-ink">
          {icon}
        </div>
      )}
      <Heading className="text-base font-semibold">{title}</Heading>
      {children && <div className="mx-auto mt-1.5 max-w-md text-muted">{children}</div>}
      {action && <div className="mt-6">{action}</div>}
    </div>
  );
}

const notices = { bad: "bg-bad-wash text-bad", warn: "bg-warn-wash text-warn", neutral: "bg-sunken text-ink" };

/** A sentence that needs to be seen, in place. */
export function Notice({ tone, children }: { tone: keyof typeof notices; children: ReactNode }) {
  const Icon = tone === "neutral" ? Info : CircleAlert;
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      className={classes("rise flex gap-2.5 rounded-field px-3.5 py-3 text-sm", notices[tone])}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  );
}

/** A failure as the server tells it: what happened and what to do next, and the request id to quote. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = asProblem(error);
  return (
    <Notice tone={problem.busy ? "neutral" : "bad"}>
      <p className="wrap-anywhere">{problem.message}</p>
      {problem.fields.map((fault) => (
        <p key={fault.path + fault.message} className="mt-1">
          <code className="font-mono text-xs">{fault.path}</code> {fault.message}
        </p>
      ))}
      {problem.requestId && <p className="mt-1 font-mono text-xs">Request {problem.requestId}</p>}
      {/* A new failure counts anew. */}
      {retry && <Again key={problem.at} seconds={problem.retryAfter ?? 0} retry={retry} />}
    </Notice>
  );
}

/** A button to try again, which counts down where the server has asked for patience. */
function Again({ seconds, retry }: { seconds: number; retry: () => void }) {
  const left = useCountdown(seconds);
  return (
    <Button className="tabular mt-3" disabled={left > 0} onClick={retry}>
      {left > 0 ? `Try again in ${left} s` : "Try again"}
    </Button>
  );
}
