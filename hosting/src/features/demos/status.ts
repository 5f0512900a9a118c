import type { DemoStatus } from "../../api/model";
import type { Tone } from "../../ui/badge";

export const statuses: Record<DemoStatus, { name: string; tone: Tone }> = {
  pending: { name: "Starting", tone: "accent" },
  provisioning: { name: "Being made", tone: "accent" },
  active: { name: "Active", tone: "good" },
  failed: { name: "Failed", tone: "bad" },
  archived: { name: "Archived", tone: "neutral" },
  deleting: { name: "Being deleted", tone: "warn" },
  deleted: { name: "Deleted", tone: "neutral" },
};

/** Whether a demo stays as it is until somebody acts. */
export function settled(status: DemoStatus): boolean {
  return status !== "pending" && status !== "provisioning" && status !== "deleting";
}

/** Where a demo is looked at: the demo itself, or the job that makes it, failed to, or deletes it. */
export function addressOf(demo: { status: DemoStatus; demo_id: string; job_id: string }): string {
  const underway = demo.status === "failed" || !settled(demo.status);
  return underway ? `/jobs/${demo.job_id}` : `/demos/${demo.demo_id}`;
}
