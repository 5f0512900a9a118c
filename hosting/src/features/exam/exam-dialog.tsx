import { useQuery } from "@tanstack/react-query";

import type { Certificate } from "../../api/model";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { bytes, plural } from "../../ui/format";
import { Notice, Skeleton } from "../../ui/states";
import { goldenQueriesQuery } from "../demos/queries";
import { QuotaBar } from "../quota/quota-bar";
import { useQuotas } from "../quota/queries";
import { Shortage } from "../quota/shortage";
import { type Quota, standing } from "../quota/standing";
import { costOf, type ExamCost } from "./cost";

const ofExams = ["questions_per_day", "bytes_per_month"];

interface Props {
  demoId: string;
  /** Of the exam before, which tells what is read. */
  certificate: Certificate;
  busy: boolean;
  run: () => void;
  close: () => void;
}

/** Says what an exam does and takes, and begins it. When that cannot be told the exam can still be begun; the server decides anyway. */
export function ExamDialog({ demoId, certificate, busy, run, close }: Props) {
  const { api } = useSession();
  const golden = useQuery(goldenQueriesQuery(api, demoId));
  const cost = golden.data && costOf(golden.data);
  const taken: Record<string, number> = {
    questions_per_day: cost?.questions ?? 0,
    bytes_per_month: certificate.bytes_billed ?? 0,
  };
  const quotas = useQuotas(ofExams);
  const short = quotas.find((quota) => standing(quota, firmly(quota, cost)).room === "used up");
  return (
    <Dialog title="Run the exam" close={close}>
      <p className="text-sm text-muted">
        Every golden question is asked in every known way, and every answer held against the right one. It takes a
        minute or two; you can leave and come back.
      </p>
      {golden.isPending ? (
        <Skeleton className="mt-5 h-36" />
      ) : (
        <>
          {cost && <Cost queries={cost.queries} questions={cost.questions} read={certificate.bytes_billed} />}
          <div className="mt-5 space-y-4">
            {quotas.map((quota) => (
              <QuotaBar key={quota.name} quota={quota} taking={taken[quota.name] ?? 0} />
            ))}
          </div>
        </>
      )}
      {short && (
        <div className="mt-5">
          <Notice tone="warn">
            <Shortage quota={short} taking={firmly(short, cost)} />
          </Notice>
        </div>
      )}
      <div className="mt-6 flex justify-end gap-2">
        <Button tone="quiet" onClick={close}>
          Cancel
        </Button>
        <Button tone="accent" busy={busy} disabled={golden.isPending || short !== undefined} onClick={run}>
          Begin
        </Button>
      </div>
    </Dialog>
  );
}

/** What an exam certainly takes of a quota. What was read before is only a guess: bytes stop an exam when they are used up already. */
function firmly({ name }: Quota, cost: ExamCost | undefined): number {
  return name === "questions_per_day" && cost ? cost.questions : 0;
}

function Cost({ queries, questions, read }: { queries: number; questions: number; read: number | undefined }) {
  return (
    <dl className="tabular mt-5 grid grid-cols-3 gap-3 rounded-field bg-sunken px-4 py-3 text-sm [&_dd]:font-medium [&_dt]:text-xs [&_dt]:text-muted">
      <div>
        <dt>Runs</dt>
        <dd>{plural(queries, "query", "queries")}</dd>
      </div>
      <div>
        <dt>Asks</dt>
        <dd>{plural(questions, "question")}</dd>
      </div>
      <div>
        <dt>Reads</dt>
        <dd>{read === undefined ? "known afterwards" : `about ${bytes(read)}`}</dd>
      </div>
    </dl>
  );
}
