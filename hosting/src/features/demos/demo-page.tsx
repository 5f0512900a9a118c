import { useQuery } from "@tanstack/react-query";
import { Archive } from "lucide-react";
import { useParams } from "react-router";

import type { Demo } from "../../api/model";
import { asProblem } from "../../api/problem";
import { useSession } from "../../session/session";
import { ButtonLink } from "../../ui/button-link";
import { plural, shortCount } from "../../ui/format";
import { Empty, Failure, Loading, Skeleton } from "../../ui/states";
import { useTitle } from "../../ui/use-title";
import { Chat } from "../chat/chat";
import { demoQuery } from "./queries";
import { addressOf, statuses } from "./status";
import { StatusBadge } from "./status-badge";

/** One demo: what it is, and the conversation about its data. */
export function DemoPage() {
  const { demoId = "", conversationId } = useParams();
  const { api } = useSession();
  const demo = useQuery(demoQuery(api, demoId));
  if (demo.isPending) {
    return (
      <Loading what="the demo">
        <Skeleton className="h-9 w-72" />
        <Skeleton className="mt-8 h-96 rounded-card" />
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
  return (
    <>
      <Heading demo={demo.data} />
      {demo.data.status === "active" ? (
        <Chat key={demoId} demo={demo.data} conversationId={conversationId} />
      ) : (
        <div className="mt-8">
          <Resting demo={demo.data} />
        </div>
      )}
    </>
  );
}

function Heading({ demo }: { demo: Demo }) {
  useTitle(demo.customer_name);
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-2">
      <div className="min-w-0">
        <h1 className="text-2xl font-semibold tracking-tight wrap-anywhere sm:text-3xl">
          <bdi>{demo.customer_name}</bdi>
        </h1>
        <p className="tabular mt-1 text-sm text-muted">
          {demo.template_name} · {plural(demo.table_count, "table")} · {shortCount(demo.rows)} rows
        </p>
      </div>
      <StatusBadge status={demo.status} />
    </div>
  );
}

/** A demo that answers no questions now. */
function Resting({ demo }: { demo: Demo }) {
  const job = addressOf(demo);
  return (
    <Empty
      icon={<Archive aria-hidden className="size-5" />}
      title={`This demo is ${statuses[demo.status].name.toLowerCase()}`}
      action={job.startsWith("/jobs/") && <ButtonLink to={job}>Show its job</ButtonLink>}
    >
      Questions can be asked of an active demo.
    </Empty>
  );
}

function Absent() {
  useTitle("Not found");
  return (
    <Empty title="There is no such demo" action={<ButtonLink to="/demos">Show my demos</ButtonLink>}>
      It was deleted, or it belongs to somebody else.
    </Empty>
  );
}
