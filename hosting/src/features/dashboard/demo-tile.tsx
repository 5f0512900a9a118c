import { Presentation } from "lucide-react";

import type { Demo } from "../../api/model";
import { ButtonLink } from "../../ui/button-link";
import { Link } from "../../ui/link";
import { Time } from "../../ui/time";
import { PinButton } from "../demos/pin-button";
import { addressOf } from "../demos/status";
import { StatusBadge } from "../demos/status-badge";
import { ExamBadge } from "../exam/exam-badge";
import { TemplatePicture } from "../templates/template-picture";

/** A pinned demo: one press from its chat or from presenting it. */
export function DemoTile({ demo }: { demo: Demo }) {
  return (
    <li className="group relative flex flex-col overflow-hidden rounded-card border border-line bg-surface shadow-card transition-shadow hover:shadow-lift">
      <TemplatePicture templateId={demo.template_id} className="h-24 w-full" />
      <div className="absolute top-2 right-2 z-1">
        <PinButton demo={demo} className="bg-surface/80! backdrop-blur-sm" />
      </div>
      <div className="flex flex-1 flex-col p-5">
        <h3 className="font-semibold tracking-tight">
          <Link
            to={addressOf(demo)}
            className="wrap-anywhere group-hover:text-accent-ink after:absolute after:inset-0 after:rounded-card focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          >
            <bdi>{demo.customer_name}</bdi>
          </Link>
        </h3>
        <p className="mt-0.5 text-sm text-muted">
          {demo.template_name} · <Time at={demo.last_used} relative />
        </p>
        <div className="relative mt-auto flex flex-wrap items-center justify-between gap-2 pt-4">
          <span className="flex flex-wrap gap-1.5">
            {demo.status === "active" && demo.exam.status !== "none" ? (
              <ExamBadge status={demo.exam.status} />
            ) : (
              <StatusBadge status={demo.status} />
            )}
          </span>
          {demo.status === "active" && (
            <ButtonLink to={`/demos/${demo.demo_id}/present`} className="min-h-9! px-3!">
              <Presentation aria-hidden className="size-4" /> Present
            </ButtonLink>
          )}
        </div>
      </div>
    </li>
  );
}
