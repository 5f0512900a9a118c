import { useInfiniteQuery } from "@tanstack/react-query";
import { ChevronRight, Presentation } from "lucide-react";
import { Link, useSearchParams } from "react-router";

import type { Demo, DemoStatus } from "../../api/model";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { ButtonLink } from "../../ui/button-link";
import { Cover } from "../../ui/cover";
import { ago, shortCount } from "../../ui/format";
import { Empty, Failure, Loading, Skeleton } from "../../ui/states";
import { useTitle } from "../../ui/use-title";
import { demosQuery } from "./queries";
import { addressOf, statuses } from "./status";
import { StatusBadge } from "./status-badge";

/** The demos one may see, newest first. */
export function DemoList() {
  useTitle("Demos");
  const { api } = useSession();
  const [parameters, setParameters] = useSearchParams();
  const chosen = parameters.get("status");
  const status = chosen !== null && chosen in statuses ? (chosen as DemoStatus) : undefined;
  const demos = useInfiniteQuery(demosQuery(api, status));
  const items = demos.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <div className="flex flex-wrap items-end justify-between gap-4">
        <h1 className="text-2xl font-semibold tracking-tight sm:text-3xl">Demos</h1>
        <label className="flex items-center gap-2 text-sm text-muted">
          Show
          <select
            value={status ?? ""}
            onChange={(event) =>
              setParameters(event.target.value ? { status: event.target.value } : {}, { replace: true })
            }
            className="h-10 rounded-field border border-edge bg-surface pr-2 pl-3 text-ink"
          >
            <option value="">all</option>
            {Object.entries(statuses).map(([value, { name }]) => (
              <option key={value} value={value}>
                {name.toLowerCase()}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="mt-6 sm:mt-8">
        {demos.isPending && <Waiting />}
        {demos.isError && <Failure error={demos.error} retry={() => void demos.refetch()} />}
        {items?.length === 0 && <Nothing filtered={status !== undefined} />}
        {items && items.length > 0 && (
          <ul className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface shadow-card">
            {items.map((demo) => (
              <Row key={demo.demo_id} demo={demo} />
            ))}
          </ul>
        )}
        {demos.hasNextPage && (
          <div className="mt-5 text-center">
            <Button busy={demos.isFetchingNextPage} onClick={() => void demos.fetchNextPage()}>
              Show more
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

function Row({ demo }: { demo: Demo }) {
  const { uid } = useSession();
  return (
    <li>
      <Link
        to={addressOf(demo)}
        className="group flex items-center gap-4 px-4 py-3.5 transition-colors hover:bg-sunken focus-visible:-outline-offset-2 sm:px-5"
      >
        <Cover name={demo.template_id} className="hidden size-11 shrink-0 rounded-lg sm:block" />
        <div className="min-w-0 flex-1">
          <div className="truncate font-medium">
            <bdi>{demo.customer_name}</bdi>
          </div>
          <div className="truncate text-sm text-muted">
            {demo.template_name} · {shortCount(demo.rows)} rows · {ago(new Date(demo.created_at), new Date())}
            {demo.owner !== uid && " · a colleague's"}
          </div>
        </div>
        <StatusBadge status={demo.status} />
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 text-muted transition-transform group-hover:translate-x-0.5"
        />
      </Link>
    </li>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  return (
    <Empty
      icon={<Presentation aria-hidden className="size-5" />}
      title={filtered ? "No demo in this state" : "No demos yet"}
      action={
        filtered ? (
          <ButtonLink to="/demos">Show all</ButtonLink>
        ) : (
          <ButtonLink to="/templates" tone="accent">
            Start a demo
          </ButtonLink>
        )
      }
    >
      {!filtered && "Pick a template, name a customer, and it is ready in seconds."}
    </Empty>
  );
}

function Waiting() {
  return (
    <Loading what="demos">
      <div className="space-y-px overflow-hidden rounded-card border border-line">
        {[1, 2, 3, 4].map((n) => (
          <Skeleton key={n} className="h-18 rounded-none" />
        ))}
      </div>
    </Loading>
  );
}
