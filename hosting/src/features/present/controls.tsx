import {
  ChevronLeft,
  ChevronRight,
  ListTree,
  Maximize,
  MessageSquarePlus,
  MonitorOff,
  NotebookText,
  SquareArrowOutUpRight,
  X,
} from "lucide-react";
import type { ReactNode } from "react";

import { IconButton } from "../../ui/button";
import { plural, stopwatch } from "../../ui/format";
import { useAllowance } from "../chat/allowance";
import { inUnits, standing } from "../quota/standing";
import type { Action, Show } from "./stage";
import { useClock } from "./use-clock";

/** The quiet line at the bottom: where one is, how long it takes, and every action for those without a keyboard. */
export function Controls({
  show,
  startedAt,
  act,
}: {
  show: Show;
  startedAt: number | undefined;
  act: (action: Action) => void;
}) {
  const took = useClock(startedAt);
  const button = (action: Action, label: string, icon: ReactNode, className = "") => (
    <IconButton label={label} onClick={() => act(action)} className={className}>
      {icon}
    </IconButton>
  );
  const size = "size-4.5";
  return (
    <div
      role="toolbar"
      aria-label="Presenting"
      className="flex h-14 shrink-0 items-center gap-0.5 border-t border-line px-2 sm:px-4"
    >
      {button("leave", "Leave (Esc)", <X aria-hidden className={size} />)}
      {button("screen", "Full screen (f)", <Maximize aria-hidden className={size} />, "max-sm:hidden!")}
      <p className="tabular ml-2 text-sm text-muted" role="timer" aria-label="Time">
        {stopwatch(took)}
      </p>
      <Left />
      <Dots show={show} />
      {button("ask", "Ask a question (/)", <MessageSquarePlus aria-hidden className={size} />)}
      {button("jump", "Jump to a question (j)", <ListTree aria-hidden className={size} />)}
      {button("notes", "Talk track (n)", <NotebookText aria-hidden className={size} />, "max-sm:hidden!")}
      {button(
        "window",
        "Talk track in a second window (w)",
        <SquareArrowOutUpRight aria-hidden className={size} />,
        "max-sm:hidden!",
      )}
      {button("blank", "Blank the screen (b)", <MonitorOff aria-hidden className={size} />, "max-sm:hidden!")}
      <span aria-hidden className="mx-1 h-6 w-px bg-line" />
      {button("previous", "The one before (←)", <ChevronLeft aria-hidden className="size-5" />)}
      {button("next", "Next question (→)", <ChevronRight aria-hidden className="size-5" />, "text-ink!")}
    </div>
  );
}

/** What is left for questions, once it is little: a presenter must not run out before the room. */
function Left() {
  const { quota } = useAllowance();
  if (!quota) return null;
  const { room, left = 0 } = standing(quota);
  if (room !== "near" && room !== "used up") return null;
  const say = inUnits(quota.name);
  return (
    <p role="status" className="tabular ml-3 truncate text-sm font-medium text-warn">
      {quota.name === "questions_per_day" ? plural(left, "question") : say(left)} left
      {quota.unit === "day" ? " today" : " this month"}
    </p>
  );
}

/** One dot a slide; the one that is shown is long. */
function Dots({ show }: { show: Show }) {
  return (
    <div className="mx-auto flex min-w-0 items-center gap-1.5 overflow-hidden px-2" aria-hidden>
      {show.asked.map((_, n) => (
        <span
          key={n}
          className={`h-1.5 rounded-full transition-[width] ${n === show.at ? "w-6 bg-accent" : "w-1.5 bg-edge/60"}`}
        />
      ))}
    </div>
  );
}
