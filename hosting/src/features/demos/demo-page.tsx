import { useQuery } from "@tanstack/react-query";
import { Archive, Presentation } from "lucide-react";
import { Outlet, useLocation, useNavigate, useOutletContext, useParams } from "react-router";

import type { Demo } from "../../api/model";
import { asProblem } from "../../api/problem";
import { useDocument, useRefresh } from "../../live/use-live";
import { useSession } from "../../session/session";
import { ButtonLink } from "../../ui/button-link";
import { classes } from "../../ui/classes";
import { plural, shortCount } from "../../ui/format";
import { inSight } from "../../ui/in-sight";
import { Link } from "../../ui/link";
import { PageHead } from "../../ui/page-head";
import { Empty, Failure, Loading, Skeleton } from "../../ui/states";
import { useShortcut } from "../../ui/use-shortcut";
import { useTitle } from "../../ui/use-title";
import { ExamBadge } from "../exam/exam-badge";
import { partAt, partsOf } from "./parts";
import { PinButton } from "./pin-button";
import { demoQuery } from "./queries";
import { addressOf, statuses } from "./status";
import { StatusBadge } from "./status-badge";

/** The demo whose page a part stands on. */
export function useDemo(): Demo {
  return useOutletContext<Demo>();
}

/** One demo: what it is, and its parts. */
export function DemoPage() {
  const { demoId = "" } = useParams();
  const { api } = useSession();
  const view = demoQuery(api, demoId);
  const demo = useQuery(view);
  useRefresh(
    useDocument(demo.isSuccess ? `demos/${demoId}` : undefined, ({ data }) => data.version),
    view.queryKey,
  );
  if (demo.isPending) {
    return (
      <Loading what="the demo">
        <Skeleton className="h-9 w-72" />
        <Skeleton className="mt-20 h-96 rounded-card" />
      </Loading>
    );
  }
  if (demo.isError) {
    return asProblem(demo.error).status === 404 ? (
      <Absent />
    ) : (
      <Failure error={demo.error} retry={() => void demo.refetch()} />
    );
  }
  return <Page key={demoId} demo={demo.data} />;
}

function Page({ demo }: { demo: Demo }) {
  useTitle(demo.customer_name);
  const { pathname } = useLocation();
  const active = demo.status === "active";
  const here = partAt(pathname);
  return (
    <>
      <PageHead title={<bdi>{demo.customer_name}</bdi>} actions={<Actions demo={demo} />}>
        <span className="tabular flex flex-wrap items-center gap-x-3 gap-y-1.5 text-sm">
          <span>
            <Link to={`/templates/${demo.template_id}`} className="rounded underline-offset-4 hover:underline">
              {demo.template_name}
            </Link>{" "}
            · {plural(demo.table_count, "table")} · {shortCount(demo.rows)} rows
          </span>
          <span className="flex gap-2">
            <StatusBadge status={demo.status} />
            {active && <ExamBadge status={demo.exam.status} />}
          </span>
        </span>
      </PageHead>
      <nav
        aria-label="Parts of the demo"
        className="-mx-4 mt-5 flex overflow-x-auto px-4 shadow-[inset_0_-1px_var(--line)] sm:mx-0 sm:px-0"
      >
        {partsOf(demo.status).map((part) => (
          <Link
            key={part.path}
            ref={part === here ? inSight : undefined}
            to={`/demos/${demo.demo_id}${part.path && `/${part.path}`}`}
            aria-current={part === here ? "page" : undefined}
            className={classes(
              "border-b-2 px-4 py-2.5 text-sm font-medium transition-colors focus-visible:-outline-offset-2",
              part === here ? "border-accent text-ink" : "border-transparent text-muted hover:text-ink",
            )}
          >
            {part.name}
          </Link>
        ))}
      </nav>
      {!active && here?.needsData ? <Resting demo={demo} /> : <Outlet context={demo} />}
    </>
  );
}

function Actions({ demo }: { demo: Demo }) {
  const navigate = useNavigate();
  const stage = `/demos/${demo.demo_id}/present`;
  const active = demo.status === "active";
  useShortcut("p", () => {
    if (active) void navigate(stage);
  });
  return (
    <>
      <PinButton demo={demo} className="border border-line bg-surface shadow-card" />
      {active && (
        <ButtonLink to={stage} tone="accent" aria-keyshortcuts="p">
          <Presentation aria-hidden className="size-4" /> Present
        </ButtonLink>
      )}
    </>
  );
}

/** A demo that answers no questions now. */
function Resting({ demo }: { demo: Demo }) {
  const job = addressOf(demo);
  return (
    <div className="mt-8">
      <Empty
        icon={<Archive aria-hidden className="size-5" />}
        title={`This demo is ${statuses[demo.status].name.toLowerCase()}`}
        action={job.startsWith("/jobs/") && <ButtonLink to={job}>Show its job</ButtonLink>}
      >
        Questions can be asked of an active demo.
      </Empty>
    </div>
  );
}

function Absent() {
  useTitle("Not found");
  return (
    <Empty title="There is no such demo" alone action={<ButtonLink to="/demos">Show my demos</ButtonLink>}>
      It was deleted, or it belongs to somebody else.
    </Empty>
  );
}
