import { BadgeCheck } from "lucide-react";

import { Badge } from "../../ui/badge";

/** Says that the numbers come from a question whose SQL and result have been checked. */
export function Verified({ className = "" }: { className?: string }) {
  return (
    <Badge tone="good" className={className}>
      <BadgeCheck aria-hidden className="size-3.5" />
      Verified answer
    </Badge>
  );
}
