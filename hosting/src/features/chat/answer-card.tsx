import { BadgeCheck, MessagesSquare, LoaderCircle } from "lucide-react";
import { lazy, Suspense, useEffect, useMemo } from "react";

import { useCollection } from "../../live/use-live";
import { leads, useSession } from "../../session/session";
import { Badge } from "../../ui/badge";
import { Failure, Notice } from "../../ui/states";
import { assemble } from "./answer";
import { Chart, fetchDrawing } from "./chart";
import { Chips } from "./chips";
import type { Message } from "./message";
import { ResultTable } from "./result-table";
import { Statement } from "./statement";

// Fetched beside the chat, so that the first words need not wait for what draws them.
const prose = import("./prose");
const Prose = lazy(async () => ({ default: (await prose).Prose }));

interface Props {
  path: string;
  answer: Message;
  question: string;
  /** Only the newest answer offers what to ask next. */
  newest: boolean;
  ask: (question: string) => void;
}

/** An answer as it grows: words first, and below them the SQL, the table and the chart they rest on. */
export function AnswerCard({ path, answer, question, newest, ask }: Props) {
  const { uid, role } = useSession();
  const chunks = useCollection(`${path}/messages/${answer.id}/chunks`, leads(role) ? undefined : uid);
  const parts = useMemo(() => assemble(chunks.is === "here" ? chunks.value : []), [chunks]);
  const text = parts.text ?? answer.text;
  const working = answer.status === "pending" || answer.status === "answering";
  useEffect(() => {
    if (working) void fetchDrawing().catch(() => undefined); // most answers end in a chart; a failure is the chart's to tell
  }, [working]);
  const name = question.replace(/[?.!]+$/, "");

  return (
    <article aria-busy={working} aria-label="Answer" className="space-y-3">
      <div className="min-h-7" aria-live="polite">
        {(parts.verified || answer.verified) && text && <Verified />}
        {text ? (
          <Suspense fallback={<p>{text}</p>}>
            <Prose text={text} />
          </Suspense>
        ) : (
          working && <Working doing={parts.progress} />
        )}
      </div>
      {parts.options && newest && <Chips label="Answers to choose from" options={parts.options} choose={ask} />}
      {parts.statements.map((sql, n) => (
        <Statement key={n} sql={sql} />
      ))}
      {parts.tables.map((table, n) => (
        <ResultTable key={n} table={table} name={name} />
      ))}
      {parts.charts.map((spec, n) => (
        <Chart key={n} spec={spec} name={name} />
      ))}
      {parts.errors.map((error, n) => (
        <Notice key={n} tone="neutral">
          {error}
        </Notice>
      ))}
      {answer.failure && <Notice tone="bad">{answer.failure}</Notice>}
      {chunks.is === "failed" && <Failure error={chunks.error} />}
      {newest && parts.suggestions.length > 0 && <Chips label="Ask next" options={parts.suggestions} choose={ask} />}
    </article>
  );
}

/** Says that the numbers come from a question whose SQL and result have been checked. */
function Verified() {
  return (
    <Badge tone="good" className="mb-2">
      <BadgeCheck aria-hidden className="size-3.5" />
      Verified answer
    </Badge>
  );
}

function Working({ doing }: { doing: string | undefined }) {
  return (
    <p className="flex items-center gap-2.5 text-muted">
      <LoaderCircle aria-hidden className="size-4 shrink-0 animate-spin text-accent-ink" />
      <span className="truncate">{doing ?? "Thinking about it …"}</span>
    </p>
  );
}

/** What stands where the first question will be. */
export function Invitation({ children }: { children: React.ReactNode }) {
  return (
    <div className="rise mx-auto max-w-2xl py-8 text-center sm:py-14">
      <div className="mx-auto mb-4 grid size-12 place-items-center rounded-full bg-accent-wash text-accent-ink">
        <MessagesSquare aria-hidden className="size-5" />
      </div>
      {children}
    </div>
  );
}
