import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, Download, GraduationCap, RotateCw, X } from "lucide-react";
import { useState } from "react";

import { reply } from "../../api/client";
import type { Certificate } from "../../api/model";
import { useDocument, useRefresh } from "../../live/use-live";
import { useSession } from "../../session/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { classes } from "../../ui/classes";
import { save } from "../../ui/save";
import { Empty, Failure, Loading, Notice, Skeleton } from "../../ui/states";
import { Time } from "../../ui/time";
import { useToasts } from "../../ui/toast";
import { useDemo } from "../demos/demo-page";
import { spent } from "../quota/queries";
import { ExamDialog } from "./exam-dialog";
import { certificateQuery } from "./queries";
import { verdicts } from "./verdict";

/** The exam of a demo: every golden question asked of its agent, every answer held against what is known to be right. */
export function ExamPage() {
  const { api } = useSession();
  const { demo_id, customer_name } = useDemo();
  const { sayFailure } = useToasts();
  const queries = useQueryClient();
  const query = certificateQuery(api, demo_id);
  const certificate = useQuery(query);
  useRefresh(
    useDocument(`demos/${demo_id}`, ({ data }) => data.exam),
    query.queryKey,
  );
  const [asking, setAsking] = useState(false);
  const run = useMutation({
    mutationFn: () => reply(api.POST("/demos/{demo_id}/exam", { params: { path: { demo_id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: query.queryKey }),
    onError: sayFailure,
    onSettled: () => {
      setAsking(false);
      return spent(queries);
    },
  });

  if (certificate.isPending) {
    return (
      <Loading what="the certificate">
        <Skeleton className="mt-6 h-48 rounded-card" />
      </Loading>
    );
  }
  if (certificate.isError) {
    return (
      <div className="mt-6">
        <Failure error={certificate.error} retry={() => void certificate.refetch()} />
      </div>
    );
  }
  const busy = run.isPending || certificate.data.status === "running";
  const dialog = asking && (
    <ExamDialog
      demoId={demo_id}
      certificate={certificate.data}
      busy={run.isPending}
      run={() => run.mutate()}
      close={() => setAsking(false)}
    />
  );
  if (certificate.data.status === "none") {
    return (
      <div className="mt-6">
        <Empty
          icon={<GraduationCap aria-hidden className="size-5" />}
          title="Not examined yet"
          action={
            <Button tone="accent" busy={busy} onClick={() => setAsking(true)}>
              Run the exam
            </Button>
          }
        >
          The exam asks every golden question in every known way and holds the answers against the right ones. You get a
          certificate before you show the demo to anybody.
        </Empty>
        {dialog}
      </div>
    );
  }
  return (
    <div className="mt-6 space-y-6">
      <Verdict certificate={certificate.data}>
        <Button busy={busy} onClick={() => setAsking(true)}>
          {!busy && <RotateCw aria-hidden className="size-4" />} Run again
        </Button>
        <Button
          disabled={busy}
          onClick={() =>
            save(
              new Blob([JSON.stringify(certificate.data, null, 2)], { type: "application/json" }),
              `Certificate ${customer_name}.json`,
            )
          }
        >
          <Download aria-hidden className="size-4" /> Certificate
        </Button>
      </Verdict>
      <Items certificate={certificate.data} />
      {dialog}
    </div>
  );
}

const washes = {
  neutral: "border-line bg-surface",
  accent: "border-accent/40 bg-accent-wash",
  good: "border-good/40 bg-good-wash",
  warn: "border-warn/40 bg-warn-wash",
  bad: "border-bad/40 bg-bad-wash",
};

function Verdict({ certificate, children }: { certificate: Certificate; children: React.ReactNode }) {
  const verdict = verdicts[certificate.status];
  return (
    <section aria-label="Verdict" className={classes("rounded-card border p-5 sm:p-7", washes[verdict.tone])}>
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="min-w-0">
          <h2 className="text-xl font-semibold tracking-tight">{verdict.name}</h2>
          <p role="status" className="mt-1 text-sm">
            {verdict.meaning}
          </p>
        </div>
        <div className="flex flex-wrap gap-2">{children}</div>
      </div>
      {certificate.status === "running" && (
        <div
          role="progressbar"
          aria-label="Exam"
          aria-valuenow={certificate.progress}
          aria-valuemin={0}
          aria-valuemax={100}
          className="mt-5 h-2 overflow-hidden rounded-full bg-surface"
        >
          <div
            className="h-full rounded-full bg-accent transition-[width] duration-300"
            style={{ width: `${certificate.progress}%` }}
          />
        </div>
      )}
      <dl className="tabular mt-6 flex flex-wrap gap-x-10 gap-y-4 text-sm [&_dd]:text-2xl [&_dd]:font-semibold [&_dd]:tracking-tight">
        <div>
          <dt>Golden questions</dt>
          <dd>
            {certificate.queries.passed} of {certificate.queries.total}
          </dd>
        </div>
        <div>
          <dt>Ways to ask them</dt>
          <dd>
            {certificate.phrasings.passed} of {certificate.phrasings.total}
          </dd>
        </div>
        {certificate.examined_at && (
          <div>
            <dt>Examined</dt>
            <dd>
              <Time at={certificate.examined_at} relative />
            </dd>
          </div>
        )}
      </dl>
      {certificate.reasons.length > 0 && (
        <ul className="mt-5 list-disc space-y-1 pl-5 text-sm">
          {certificate.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {certificate.failure && (
        <div className="mt-5">
          <Notice tone="bad">The newest exam came to no result: {certificate.failure}</Notice>
        </div>
      )}
      {certificate.basis === "inherited" && (
        <p className="mt-5 text-sm">
          Found out on another untouched copy of the same data with the same agent. Run it again to examine this one.
        </p>
      )}
      {!certificate.valid && certificate.status !== "running" && (
        <div className="mt-5">
          <Notice tone="neutral">
            The demo has changed since, so the certificate does not speak for it any more. Run the exam again.
          </Notice>
        </div>
      )}
    </section>
  );
}

function Items({ certificate }: { certificate: Certificate }) {
  return (
    <ul
      aria-label="Questions of the exam"
      className="divide-y divide-line overflow-hidden rounded-card border border-line bg-surface shadow-card"
    >
      {certificate.items.map((item) => {
        const Icon = item.passed ? Check : X;
        return (
          <li key={item.query_id} className="flex items-start gap-3.5 px-4 py-3 sm:px-5">
            <span
              className={classes(
                "grid size-5.5 shrink-0 place-items-center rounded-full",
                item.passed ? "bg-good-wash text-good" : "bg-bad-wash text-bad",
              )}
            >
              <Icon role="img" aria-label={item.passed ? "right" : "wrong"} className="size-3.5" />
            </span>
            <div className="min-w-0 flex-1">
              <p className="text-sm font-medium">{item.question}</p>
              {item.reasons.map((reason) => (
                <p key={reason} className="mt-0.5 text-sm text-muted">
                  {reason}
                </p>
              ))}
            </div>
            {item.verified && <Badge tone="good">Verified</Badge>}
          </li>
        );
      })}
    </ul>
  );
}
