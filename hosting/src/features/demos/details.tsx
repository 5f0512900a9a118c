import type { ReactNode } from "react";

import { CopyButton } from "../../ui/copy-button";
import { count } from "../../ui/format";
import { Link } from "../../ui/link";
import { Time } from "../../ui/time";
import { DeleteDemo } from "./delete-demo";
import { useDemo } from "./demo-page";

/** What a demo is made of, and how long it will be there. */
export function Details() {
  const demo = useDemo();
  return (
    <div className="mt-6 grid gap-5 lg:grid-cols-2">
      <Group name="Lifecycle">
        <Fact name="Created">
          <Time at={demo.created_at} />
        </Fact>
        {demo.ready_at && (
          <Fact name="Ready">
            <Time at={demo.ready_at} />
          </Fact>
        )}
        <Fact name="Last used">
          <Time at={demo.last_used} />
        </Fact>
        {demo.status === "active" && (
          <Fact name="Archived without use">
            <Time at={demo.archive_at} />
          </Fact>
        )}
        <Fact name="Deleted at the latest">
          <Time at={demo.delete_at} />
        </Fact>
      </Group>
      <Group name="What it is made of">
        <Fact name="Template">
          <Link to={`/templates/${demo.template_id}`} className="text-accent-ink underline-offset-4 hover:underline">
            {demo.template_name}
          </Link>
          , version {demo.template_version}
        </Fact>
        <Fact name="Data">
          {count(demo.rows)} rows in {demo.table_count} tables
        </Fact>
        <Code name="Dataset" value={demo.dataset_id} />
        <Code name="Agent" value={demo.agent_id} />
        <Code name="Demo id" value={demo.demo_id} />
        <Fact name="Job">
          <Link to={`/jobs/${demo.job_id}`} className="text-accent-ink underline-offset-4 hover:underline">
            {demo.status === "deleting" ? "How it is deleted" : "How it was made"}
          </Link>
        </Fact>
      </Group>
      {(demo.status === "active" || demo.status === "failed" || demo.status === "archived") && (
        <DeleteDemo demo={demo} />
      )}
    </div>
  );
}

function Group({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section aria-label={name} className="rounded-card border border-line bg-surface shadow-card">
      <h2 className="border-b border-line px-5 py-3.5 font-semibold">{name}</h2>
      <dl className="divide-y divide-line px-5">{children}</dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="tabular flex min-h-12 flex-wrap items-center justify-between gap-x-6 gap-y-1 py-2 text-sm">
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

/** A name of the cloud's, to be copied. */
function Code({ name, value }: { name: string; value: string | undefined }) {
  if (!value) return null;
  return (
    <Fact name={name}>
      <span className="flex items-center gap-1">
        <code className="min-w-0 font-mono text-xs wrap-anywhere">{value}</code>
        <CopyButton text={value} label={`Copy ${name.toLowerCase()}`} />
      </span>
    </Fact>
  );
}
