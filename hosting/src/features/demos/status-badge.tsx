import type { DemoStatus } from "../../api/model";
import { Badge } from "../../ui/badge";
import { statuses } from "./status";

export function StatusBadge({ status }: { status: DemoStatus }) {
  const { name, tone } = statuses[status];
  return (
    <Badge tone={tone}>
      <span aria-hidden className="size-1.5 rounded-full bg-current" />
      {name}
    </Badge>
  );
}
