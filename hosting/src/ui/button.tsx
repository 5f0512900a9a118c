import { LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";

import { classes } from "./classes";

export type Tone = "accent" | "plain" | "quiet" | "danger";

const tones: Record<Tone, string> = {
  accent: "bg-accent text-white shadow-card hover:bg-accent-strong",
  plain: "border border-line bg-surface shadow-card hover:border-edge",
  quiet: "text-muted hover:bg-sunken hover:text-ink",
  danger: "border border-line bg-surface text-bad shadow-card hover:border-bad",
};

/** How a button looks. */
export function look(tone: Tone, className?: string): string {
  return classes(
    "inline-flex min-h-10 items-center justify-center gap-2 rounded-field px-4 text-sm font-medium whitespace-nowrap",
    "transition-colors disabled:cursor-default disabled:opacity-55",
    tones[tone],
    className,
  );
}

/** A button. While busy it cannot be pressed again and keeps its width. */
export function Button({
  tone = "plain",
  busy = false,
  className,
  children,
  disabled,
  ...rest
}: ComponentProps<"button"> & { tone?: Tone; busy?: boolean }) {
  return (
    <button
      type="button"
      {...rest}
      disabled={(disabled ?? false) || busy}
      aria-busy={busy}
      className={look(tone, className)}
    >
      {busy && <LoaderCircle aria-hidden className="size-4 animate-spin" />}
      {children}
    </button>
  );
}

/** A button that is only a picture; its label is for those who cannot see it, and its tooltip. */
export function IconButton({ label, className, children, ...rest }: ComponentProps<"button"> & { label: string }) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      title={label}
      className={classes(
        "inline-grid size-10 shrink-0 place-items-center rounded-field text-muted transition-colors hover:bg-sunken hover:text-ink disabled:opacity-55",
        className,
      )}
    >
      {children}
    </button>
  );
}
