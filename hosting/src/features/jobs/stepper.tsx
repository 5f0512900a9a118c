import { Check, Circle, LoaderCircle, X } from "lucide-react";

import { classes } from "../../ui/classes";
import type { Phase, PhaseState } from "./job";

const looks: Record<PhaseState, { icon: typeof Check; ring: string; name: string; said: string }> = {
  waiting: { icon: Circle, ring: "border-line text-muted", name: "text-muted", said: "to come" },
  working: { icon: LoaderCircle, ring: "border-accent text-accent-ink", name: "text-ink", said: "in progress" },
  done: { icon: Check, ring: "border-good bg-good-wash text-good", name: "text-ink", said: "done" },
  stopped: { icon: X, ring: "border-bad bg-bad-wash text-bad", name: "text-bad", said: "stopped" },
};

/** The phases of a job, side by side, or one below the other on a phone. */
export function Stepper({ phases }: { phases: Phase[] }) {
  return (
    <ol className="mt-7 grid gap-4 sm:grid-cols-4">
      {phases.map((phase) => {
        const look = looks[phase.state];
        return (
          <li key={phase.name} className="flex items-center gap-3">
            <span
              className={classes(
                "grid size-8 shrink-0 place-items-center rounded-full border-2 transition-colors",
                look.ring,
              )}
            >
              <look.icon
                aria-hidden
                className={classes(
                  "size-4",
                  phase.state === "working" && "animate-spin",
                  phase.state === "waiting" && "opacity-0",
                )}
              />
            </span>
            <span className={classes("text-sm font-medium", look.name)}>
              {phase.name}
              <span className="sr-only">, {look.said}</span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}
