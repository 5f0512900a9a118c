import { LoaderCircle } from "lucide-react";

import { useCollection } from "../../live/use-live";
import { useSession } from "../../session/session";
import { Link } from "../../ui/link";
import { Popover } from "../../ui/popover";
import { plural } from "../../ui/format";
import { type LiveJob, readJob } from "./job";

const underWay = ["scheduled", "queued", "running"] as const;

/** What is being made for the person signed in, on every screen: work that was left is found again here. */
export function RunningJobs() {
  const { uid } = useSession();
  const followed = useCollection("jobs", { owner: uid, statuses: underWay });
  const jobs = followed.is === "here" ? followed.value.map(readJob) : [];
  if (jobs.length === 0) return null;
  const label = `${plural(jobs.length, "job")} in progress`;
  return (
    <Popover
      label={label}
      face={
        <>
          <LoaderCircle aria-hidden className="size-4 animate-spin" />
          <span className="tabular">{jobs.length}</span>
          <span className="hidden lg:inline">in progress</span>
        </>
      }
      className="flex h-9 items-center gap-2 rounded-full bg-accent-wash px-3 text-sm font-medium text-accent-ink"
    >
      <ul className="w-72 max-w-full" aria-label={label}>
        {jobs.map((job) => (
          <Running key={job.id} job={job} />
        ))}
      </ul>
    </Popover>
  );
}

function Running({ job }: { job: LiveJob }) {
  return (
    <li>
      <Link
        to={`/jobs/${job.id}`}
        className="block rounded-field px-3 py-2.5 hover:bg-sunken focus-visible:-outline-offset-2"
      >
        <span className="flex justify-between gap-3 text-sm">
          <bdi className="truncate font-medium">{job.customerName}</bdi>
          <span className="tabular text-muted">{job.progress}%</span>
        </span>
        <span className="mt-2 block h-1 overflow-hidden rounded-full bg-sunken">
          <span
            className="block h-full rounded-full bg-accent transition-[width] duration-300"
            style={{ width: `${job.progress}%` }}
          />
        </span>
      </Link>
    </li>
  );
}
