import { classes } from "../../ui/classes";
import { type Quota, type Room, standing } from "./standing";

const bars: Record<Room, string> = { plenty: "bg-accent", near: "bg-warn", "used up": "bg-bad", unlimited: "" };
const words: Record<Room, string> = {
  plenty: "text-muted",
  near: "text-warn",
  "used up": "font-medium text-bad",
  unlimited: "text-muted",
};

/**
 * The one picture of a quota: its name, how much of how much, and a bar, in which the part that an act takes is lighter. It turns
 * amber from four fifths on and red where nothing is left, or the act does not fit.
 */
export function QuotaBar({ quota, taking = 0, className }: { quota: Quota; taking?: number; className?: string }) {
  const { name, said, room } = standing(quota, taking);
  return (
    <div className={classes("tabular text-sm", className)}>
      <div className="flex justify-between gap-3">
        <span>{name}</span>
        <span className={words[room]}>{said}</span>
      </div>
      {room !== "unlimited" && <Meter quota={quota} taking={taking} className="mt-2" />}
    </div>
  );
}

/** The bar alone, for places with words of their own. */
export function Meter({ quota, taking = 0, className }: { quota: Quota; taking?: number; className?: string }) {
  const { name, said, percent, taken, room } = standing(quota, taking);
  return (
    <div
      role="meter"
      aria-label={name}
      aria-valuenow={Math.round(percent + taken)}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuetext={said}
      className={classes("flex h-1.5 overflow-hidden rounded-full bg-line", className)}
    >
      <div className={classes("h-full rounded-l-full", bars[room])} style={{ width: `${percent}%` }} />
      {taken > 0 && <div className={classes("h-full min-w-1 opacity-50", bars[room])} style={{ width: `${taken}%` }} />}
    </div>
  );
}
