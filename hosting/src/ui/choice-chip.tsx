import { classes } from "./classes";

/** One of several ways to narrow a list. */
export function ChoiceChip({ chosen, choose, children }: { chosen: boolean; choose: () => void; children: string }) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={choose}
      className={classes(
        "min-h-9 rounded-full border px-3.5 text-sm font-medium whitespace-nowrap transition-colors",
        chosen
          ? "border-accent bg-accent-wash text-accent-ink"
          : "border-line bg-surface text-muted hover:border-edge hover:text-ink",
      )}
    >
      {children}
    </button>
  );
}
