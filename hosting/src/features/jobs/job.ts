import type { JobStatus } from "../../api/model";
import type { Document } from "../../live/live";

/** A job as its document tells it while it runs. */
export interface LiveJob {
  id: string;
  /** Whether it deletes the demo instead of making one. */
  deletes: boolean;
  demoId: string;
  status: JobStatus;
  phase: string;
  /** Percent. */
  progress: number;
  /** Empty once the demo is deleted. */
  customerName: string;
  templateId: string;
  /** Whether each step is done, by the step's name. */
  steps: Record<string, { begun: boolean; done: boolean }>;
  failure?: { phase: string; message: string };
  createdAt: Date;
  completedAt?: Date;
}

/** Reads a document of tenants/{t}/jobs (shared/demo.Job). */
export function readJob({ id, data }: Document): LiveJob {
  const failure = record(data.error);
  const completedAt = data.completed_at;
  return {
    id,
    deletes: data.type === "teardown",
    demoId: text(data.demo_id),
    status: text(data.status) as JobStatus,
    phase: text(data.phase),
    progress: number(data.progress),
    customerName: text(data.customer_name),
    templateId: text(data.template_id),
    steps: Object.fromEntries(
      Object.entries(record(data.steps) ?? {}).map(([name, step]) => {
        const read = record(step) ?? {};
        return [name, { begun: number(read.attempt) > 0, done: read.done === true }];
      }),
    ),
    ...(failure && { failure: { phase: text(failure.phase), message: text(failure.message) } }),
    createdAt: data.created_at instanceof Date ? data.created_at : new Date(0),
    ...(completedAt instanceof Date && { completedAt }),
  };
}

export function ended(status: JobStatus): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

export interface LogLine {
  at: Date;
  text: string;
}

/** Reads documents of jobs/{j}/logs (store.LogEntry); their ids are in the order of time. */
export function readLog(entries: Document[]): LogLine[] {
  return entries.flatMap(({ data }) =>
    (Array.isArray(data.lines) ? data.lines : []).flatMap((line: unknown) => {
      const read = record(line);
      return read && read.at instanceof Date ? [{ at: read.at, text: text(read.text) }] : [];
    }),
  );
}

export type PhaseState = "waiting" | "working" | "done" | "stopped";

export interface Phase {
  name: string;
  state: PhaseState;
}

/** The phases of a job as a person follows them. */
export function phases(job: LiveJob): Phase[] {
  return job.deletes ? removing(job) : making(job);
}

/** What goes, in the order in which it goes; a deletion is in one phase at a time. */
function removing(job: LiveJob): Phase[] {
  const order = ["agent", "dataset", "conversations"];
  const at = job.status === "completed" || job.phase === "names" ? order.length : order.indexOf(job.phase);
  const state = (step: number): PhaseState => (step < at ? "done" : step === at ? "working" : "waiting");
  return [
    { name: "Accepted", state: "done" },
    { name: "Agent removed", state: state(0) },
    { name: "Data removed", state: state(1) },
    { name: "Conversations removed", state: state(2) },
  ];
}

/** Data and agent are made side by side. */
function making(job: LiveJob): Phase[] {
  const over = ended(job.status);
  const step = (name: string): PhaseState => {
    const { begun, done } = job.steps[name] ?? { begun: false, done: false };
    if (done || job.status === "completed") return "done";
    if (over) return begun || job.status === "failed" ? "stopped" : "waiting";
    return begun ? "working" : "waiting";
  };
  const ready: PhaseState = job.status === "completed" ? "done" : "waiting";
  return [
    { name: "Accepted", state: "done" },
    { name: "Data copied", state: step("load") },
    { name: "Agent created", state: step("createagent") },
    { name: "Ready", state: ready },
  ];
}

function record(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
