import { ChevronRight } from "lucide-react";

import type { Demo } from "../../api/model";
import { useSession } from "../../session/session";
import { shortCount } from "../../ui/format";
import { Link } from "../../ui/link";
import { Time } from "../../ui/time";
import { ExamBadge } from "../exam/exam-badge";
import { TemplatePicture } from "../templates/template-picture";
import { addressOf } from "./status";
import { StatusBadge } from "./status-badge";

/** A demo as a line in a list. */
export function DemoRow({ demo }: { demo: Demo }) {
  const { uid } = useSession();
  return (
    <li>
      <Link
        to={addressOf(demo)}
        className="group flex items-center gap-4 px-4 py-3.5 transition-colors hover:bg-sunken focus-visible:-outline-offset-2 sm:px-5"
      >
        <TemplatePicture templateId={demo.template_id} className="hidden h-11 w-16 shrink-0 rounded-lg sm:block" />
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-4 gap-y-1.5 sm:flex-nowrap">
          <div className="min-w-0 flex-1 max-sm:basis-full">
            <div className="truncate font-medium">
              <bdi>{demo.customer_name}</bdi>
            </div>
            <div className="truncate text-sm text-muted">
              {demo.template_name} · {shortCount(demo.rows)} rows · used <Time at={demo.last_used} relative />
              {demo.owner !== uid && " · a colleague's"}
            </div>
          </div>
          {/* An exam passed says that the demo is active, and more. */}
          {demo.status === "active" && demo.exam.status !== "none" ? (
            <ExamBadge status={demo.exam.status} />
          ) : (
            <StatusBadge status={demo.status} />
          )}
        </div>
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-muted transition-transform group-hover:translate-x-0.5"
        />
      </Link>
    </li>
  );
}

/** Demos below each other. */
export function DemoRows({ demos }: { demos: Demo[] }) {
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface shadow-card">
      {demos.map((demo) => (
        <DemoRow key={demo.demo_id} demo={demo} />
      ))}
    </ul>
  );
}
