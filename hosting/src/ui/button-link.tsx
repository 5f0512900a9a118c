import type { ComponentProps } from "react";
import { Link } from "./link";

import { look, type Tone } from "./button";

/** A link that looks like a button: it goes somewhere, and does nothing else. */
export function ButtonLink({ tone = "plain", className, ...rest }: ComponentProps<typeof Link> & { tone?: Tone }) {
  return <Link {...rest} className={look(tone, className)} />;
}
