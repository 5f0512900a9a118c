import { Pin } from "lucide-react";

import type { Demo } from "../../api/model";
import { IconButton } from "../../ui/button";
import { classes } from "../../ui/classes";
import { usePin } from "./use-pin";

export function PinButton({ demo, className }: { demo: Demo; className?: string }) {
  const { pinned, toggle } = usePin(demo);
  return (
    <IconButton
      label={pinned ? "Unpin" : "Pin to the dashboard"}
      aria-pressed={pinned}
      onClick={toggle}
      className={classes(pinned && "text-accent-ink!", className)}
    >
      <Pin aria-hidden className={classes("size-4.5", pinned && "fill-current")} />
    </IconButton>
  );
}
