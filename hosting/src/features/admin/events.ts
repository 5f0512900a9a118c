/** What a webhook can be told of, in words. */
export const events: Record<string, string> = {
  "job.completed": "a demo is ready",
  "job.failed": "a job has failed",
  "job.cancelled": "a job was cancelled",
  "demo.deleted": "a demo was deleted",
};
