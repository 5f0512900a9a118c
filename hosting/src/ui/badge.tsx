import type { ReactNode } from "react";

import { classes } from "./classes";

export type Tone = "neutral" | "accent" | "good" | "warn" | "bad";

const tones: Record<Tone, string> = {
  neutral: "bg-sunken text-muted",
  accent: "bg-accent-wash text-accent-ink",
  good: "bg-good-wash text-good",
  warn: "bg-warn-wash text-warn",
  bad: "bg-bad-wash text-bad",
};

/** A word about the state of something, with a capital letter however the API writes it. */
export function Badge({
  tone = "neutral",
  verbatim = false,
  children,
  className,
}: {
  tone?: Tone;
  /** It is a name, such as a tag: its letters stay as they are. */
  verbatim?: boolean;
  children: ReactNode;
  className?: string;
}) {
  return (
    <span
      className={classes(
        "inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-xs font-medium whitespace-nowrap",
        tones[tone],
        className,
      )}
    >
      {typeof children === "string" && !verbatim ? (
        <span className="inline-block first-letter:uppercase">{children}</span>
      ) : (
        children
      )}
    </span>
  );
}
