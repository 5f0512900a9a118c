import { useMutation } from "@tanstack/react-query";
import { ArrowRight } from "lucide-react";
import { useCallback, useEffect, useState } from "react";
import { useParams } from "react-router";

import { reply } from "../../api/client";
import { useDocument } from "../../live/use-live";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { ButtonLink } from "../../ui/button-link";
import { elapsed } from "../../ui/format";
import { Empty, Failure, Loading, Notice, Skeleton } from "../../ui/states";
import { useTitle } from "../../ui/use-title";
import { ended, type LiveJob, phases, readJob } from "./job";
import { Log } from "./log";
import { RetryDialog } from "./retry-dialog";
import { Stepper } from "./stepper";

/** One run of provisioning, live. It can be left and found again: everything shown comes from the job's document and its log. */
export function JobPage() {
  const { jobId } = useParams();
  const followed = useDocument(jobId && `jobs/${jobId}`, readJob);
  switch (followed.is) {
    case "waiting":
      return (
        <Loading what="the job">
          <Skeleton className="h-9 w-72" />
          <Skeleton className="mt-8 h-56 rounded-card" />
        </Loading>
      );
    case "failed":
      return <Failure error={followed.error} />;
    case "here":
      return followed.value ? <Progress job={followed.value} /> : <Empty title="There is no such job" alone />;
  }
}

function Progress({ job }: { job: LiveJob }) {
  const title = job.customerName || "Deleted demo";
  useTitle(title);
  const took = useElapsed(job);
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="min-w-0">
          {job.customerName && (
            <p className="text-sm text-muted">{job.deletes ? "Deleting the demo for" : "Demo for"}</p>
          )}
          <h1 className="text-2xl font-semibold tracking-tight wrap-anywhere sm:text-3xl">
            <bdi>{title}</bdi>
          </h1>
        </div>
        {job.deletes || !job.customerName ? <ButtonLink to="/demos">Show my demos</ButtonLink> : <Actions job={job} />}
      </div>
      <section
        aria-label="Progress"
        className="mt-6 rounded-card border border-line bg-surface p-5 shadow-card sm:mt-8 sm:p-7"
      >
        <div className="flex items-baseline justify-between gap-4">
          <p role="status" className="font-medium">
            {headline(job)}
          </p>
          <p className="tabular shrink-0 text-sm text-muted">
            {job.progress}% · {elapsed(took)}
          </p>
        </div>
        <div
          role="progressbar"
          aria-label="Progress"
          aria-valuenow={job.progress}
          aria-valuemin={0}
          aria-valuemax={100}
          className="mt-4 h-2 overflow-hidden rounded-full bg-sunken"
        >
          <div
            className={`h-full rounded-full transition-[width] duration-300 ${bar(job)}`}
            style={{ width: `${job.progress}%` }}
          />
        </div>
        <Stepper phases={phases(job)} />
        {job.failure && (
          <div className="mt-6">
            <Notice tone="bad">{job.failure.message}</Notice>
          </div>
        )}
      </section>
      <Log jobId={job.id} />
    </>
  );
}

/** What can be done about the job in its state: cancel, open the demo, or try again. */
function Actions({ job }: { job: LiveJob }) {
  const { api } = useSession();
  const [retrying, setRetrying] = useState(false);
  const close = useCallback(() => setRetrying(false), []);
  const cancel = useMutation({
    mutationFn: () => reply(api.POST("/jobs/{job_id}/cancel", { params: { path: { job_id: job.id } } })),
  });
  return (
    <div className="flex flex-col items-end gap-3">
      {job.status === "completed" && (
        <ButtonLink to={`/demos/${job.demoId}`} tone="accent">
          Open the demo <ArrowRight aria-hidden className="size-4" />
        </ButtonLink>
      )}
      {!ended(job.status) && (
        <Button tone="danger" busy={cancel.isPending} onClick={() => cancel.mutate()}>
          Cancel
        </Button>
      )}
      {(job.status === "failed" || job.status === "cancelled") && (
        <Button tone="accent" onClick={() => setRetrying(true)}>
          Try again
        </Button>
      )}
      {cancel.error && <Failure error={cancel.error} />}
      {retrying && <RetryDialog job={job} close={close} />}
    </div>
  );
}

function headline(job: LiveJob): string {
  if (job.deletes) return farewell(job);
  switch (job.status) {
    case "scheduled":
      return "Scheduled";
    case "queued":
      return "Waiting for a worker";
    case "running":
      return job.phase ? `${job.phase.charAt(0).toUpperCase()}${job.phase.slice(1)} …` : "At work …";
    case "completed":
      return job.customerName ? "Ready. Ask it anything." : "It was made, and deleted since.";
    case "failed":
      return "It did not work out";
    case "cancelled":
      return "Cancelled. What was made is removed.";
  }
}

const removals: Record<string, string> = {
  agent: "Removing the agent …",
  dataset: "Removing the data …",
  conversations: "Removing what was said …",
  names: "Removing the customer's name …",
};

function farewell(job: LiveJob): string {
  if (job.status === "completed") return "Deleted. Nothing of it is left.";
  return removals[job.phase] ?? "Waiting for a worker";
}

function bar(job: LiveJob): string {
  if (job.status === "failed") return "bg-bad";
  if (job.status === "cancelled") return "bg-edge";
  return job.status === "completed" ? "bg-good" : "bg-accent";
}

/** Milliseconds since the job was accepted, ticking until it ends. */
function useElapsed(job: LiveJob): number {
  const over = ended(job.status);
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (over) return;
    const timer = setInterval(() => setNow(Date.now()), 100);
    return () => clearInterval(timer);
  }, [over]);
  const end = job.completedAt?.getTime() ?? now;
  return end - job.createdAt.getTime();
}
