/** What a webhook can be told of, in words. */
export const events: Record<string, string> = {
  "job.completed": "a demo is ready",
  "job.failed": "a job has failed",
  "job.cancelled": "a job was cancelled",
  "demo.deleted": "a demo was deleted",
};

/** When a webhook is told, as a sentence; without a choice it is told of everything. */
export function toldWhen(chosen: readonly string[]): string {
  if (chosen.length === 0) return "Told of everything.";
  return `Told when ${new Intl.ListFormat(undefined, { type: "disjunction" }).format(chosen.map((one) => events[one] ?? one))}.`;
}
