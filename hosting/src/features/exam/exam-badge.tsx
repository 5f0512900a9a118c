import { BadgeCheck, LoaderCircle, ShieldAlert, ShieldX } from "lucide-react";

import type { ExamStatus } from "../../api/model";
import { Badge } from "../../ui/badge";
import { verdicts } from "./verdict";

const icons = { green: BadgeCheck, amber: ShieldAlert, red: ShieldX, running: LoaderCircle };

/** How a demo did in its exam; nothing before it has had one. */
export function ExamBadge({ status }: { status: ExamStatus }) {
  if (status === "none") return null;
  const Icon = icons[status];
  return (
    <Badge tone={verdicts[status].tone}>
      <Icon aria-hidden className={status === "running" ? "size-3.5 animate-spin" : "size-3.5"} />
      {verdicts[status].name}
    </Badge>
  );
}
