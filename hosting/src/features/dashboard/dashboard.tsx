import { useQuery } from "@tanstack/react-query";
import { ArrowRight, Pin, Plus, Presentation } from "lucide-react";

import type { Dashboard as View } from "../../api/model";
import { useCollection, useRefresh } from "../../live/use-live";
import { useSession } from "../../session/session";
import { ButtonLink } from "../../ui/button-link";
import { Link } from "../../ui/link";
import { PageHead, Section } from "../../ui/page-head";
import { Empty, Failure, Loading, Skeleton } from "../../ui/states";
import { useTitle } from "../../ui/use-title";
import { DemoRows } from "../demos/demo-row";
import { DemoTile } from "./demo-tile";
import { dashboardQuery } from "./queries";
import { Quotas } from "./quotas";
import { greeting } from "./greeting";
import { Totals } from "./totals";

/** How many of the demos used last are followed: as many as the dashboard shows at most. */
const followed = 12;

/** Where one starts: what is pinned, what was used last, and how the tenant stands. */
export function Dashboard() {
  useTitle("Dashboard");
  const { api, name } = useSession();
  const query = dashboardQuery(api);
  const dashboard = useQuery(query);
  useRefresh(useCollection("demos", { greatest: { field: "last_used", limit: followed } }), query.queryKey);
  return (
    <>
      <PageHead
        title={
          <>
            {greeting(new Date().getHours())}, <bdi>{name.split(/\s/)[0]}</bdi>
          </>
        }
        actions={
          <ButtonLink to="/templates" tone="accent">
            <Plus aria-hidden className="size-4" /> Start a demo
          </ButtonLink>
        }
      />
      {dashboard.isPending && <Waiting />}
      {dashboard.isError && (
        <div className="mt-8">
          <Failure error={dashboard.error} retry={() => void dashboard.refetch()} />
        </div>
      )}
      {dashboard.isSuccess && <Board view={dashboard.data} />}
    </>
  );
}

function Board({ view }: { view: View }) {
  return (
    <>
      <Totals totals={view.totals} />
      <div className="gap-8 lg:grid lg:grid-cols-[minmax(0,1fr)_18rem] lg:items-start">
        <div>
          <Pinned view={view} />
          <Section
            title="Recent"
            actions={
              view.recent.length > 0 && (
                <Link
                  to="/demos?sort=-last_used"
                  className="inline-flex items-center gap-1 rounded text-sm text-muted hover:text-ink"
                >
                  All demos <ArrowRight aria-hidden className="size-4" />
                </Link>
              )
            }
          >
            {view.recent.length === 0 ? <First /> : <DemoRows demos={view.recent} />}
          </Section>
        </div>
        <Quotas quotas={view.quota} />
      </div>
    </>
  );
}

function Pinned({ view }: { view: View }) {
  if (view.recent.length === 0 && view.pinned.length === 0) return null;
  return (
    <Section title="Pinned">
      {view.pinned.length === 0 ? (
        <p className="flex items-center gap-3 rounded-card border border-dashed border-line px-5 py-4 text-sm text-muted">
          <Pin aria-hidden className="size-4 shrink-0" />
          Pin the demos you show often. They stay here, one press away from presenting.
        </p>
      ) : (
        <ul className="grid gap-4 sm:grid-cols-2">
          {view.pinned.map((demo) => (
            <DemoTile key={demo.demo_id} demo={demo} />
          ))}
        </ul>
      )}
    </Section>
  );
}

function First() {
  return (
    <Empty
      icon={<Presentation aria-hidden className="size-5" />}
      title="Your first demo is seconds away"
      action={
        <ButtonLink to="/templates" tone="accent">
          Pick a template
        </ButtonLink>
      }
    >
      Pick the story that is closest to your customer, name the customer, and start asking questions.
    </Empty>
  );
}

function Waiting() {
  return (
    <Loading what="the dashboard">
      <Skeleton className="mt-6 h-40 rounded-card sm:mt-8 sm:h-22" />
      <div className="gap-8 lg:grid lg:grid-cols-[minmax(0,1fr)_18rem] lg:items-start">
        <div>
          <Skeleton className="mt-10 h-24 rounded-card" />
          <Skeleton className="mt-10 h-80 rounded-card" />
        </div>
        <Skeleton className="mt-10 h-72 rounded-card" />
      </div>
    </Loading>
  );
}
