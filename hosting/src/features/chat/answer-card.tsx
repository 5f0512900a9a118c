import { LoaderCircle, RotateCw } from "lucide-react";
import { lazy, Suspense } from "react";

import { Button } from "../../ui/button";
import { Failure, Notice } from "../../ui/states";
import { AnswerFoot } from "./answer-foot";
import { Chart } from "./chart";
import { Chips } from "./chips";
import type { Message } from "./message";
import { ResultTable } from "./result-table";
import { Statement } from "./statement";
import { useAnswer } from "./use-answer";
import type { Ask } from "./use-talk";
import { Verified } from "./verified";

// Fetched beside the chat, so that the first words need not wait for what draws them.
const prose = import("./prose");
export const Prose = lazy(async () => ({ default: (await prose).Prose }));

interface Props {
  path: string;
  answer: Message;
  question: string;
  /** Only the newest answer offers what to ask next. */
  newest: boolean;
  ask: Ask;
}

/** An answer as it grows: words first, and below them the SQL, the table and the chart they rest on. */
export function AnswerCard({ path, answer, question, newest, ask }: Props) {
  const { parts, text, verified, working, failure } = useAnswer(path, answer);
  const name = question.replace(/[?.!]+$/, "");
  return (
    <article aria-busy={working} aria-label="Answer" className="space-y-3">
      <div className="min-h-7" aria-live="polite">
        {verified && text && <Verified className="mb-2" />}
        {text ? (
          <Suspense fallback={<p>{text.slice(0, 2_000)}</p>}>
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
      {answer.failure && (
        <Notice tone="bad">
          <p>{answer.failure}</p>
          {newest && (
            <Button className="mt-3" disabled={!ask} onClick={() => ask?.(question)}>
              <RotateCw aria-hidden className="size-4" /> Ask again
            </Button>
          )}
        </Notice>
      )}
      {failure && <Failure error={failure} />}
      {!working && <AnswerFoot answer={answer} text={text} />}
      {newest && parts.suggestions.length > 0 && <Chips label="Ask next" options={parts.suggestions} choose={ask} />}
    </article>
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
