import { LoaderCircle } from "lucide-react";
import { Suspense } from "react";

import { classes } from "../../ui/classes";
import { DataTable } from "../../ui/table/data-table";
import { Failure, Notice } from "../../ui/states";
import { Prose } from "../chat/answer-card";
import { LargeChart } from "../chat/chart";
import { Chips } from "../chat/chips";
import type { Exchange, Message } from "../chat/message";
import { Statement } from "../chat/statement";
import { useAnswer } from "../chat/use-answer";
import { Verified } from "../chat/verified";

/** What of an answer is looked at. */
export interface View {
  /** The table instead of the chart. */
  table: boolean;
  sql: boolean;
}

interface Props {
  path: string;
  exchange: Exchange;
  view: View;
  ask: (question: string) => void;
}

/** One question and its answer, as large as the screen allows. */
export function Slide({ path, exchange: { question, answer }, view, ask }: Props) {
  return (
    <article
      aria-label="Answer"
      aria-busy={!answer || answer.status === "pending" || answer.status === "answering"}
      className="flex min-h-0 flex-1 flex-col px-[4vw] pt-[4.5vh] pb-[2vh]"
    >
      <Title text={question.text} />
      {answer ? (
        <Body path={path} answer={answer} question={question.text} view={view} ask={ask} />
      ) : (
        <Working doing={undefined} />
      )}
    </article>
  );
}

/** A question that is on its way. */
export function Upcoming({ question }: { question: string }) {
  return (
    <div className="flex flex-1 flex-col px-[4vw] pt-[4.5vh]">
      <Title text={question} />
      <Working doing={undefined} />
    </div>
  );
}

function Title({ text }: { text: string }) {
  return (
    <h1
      dir="auto"
      className="max-w-[32ch] shrink-0 text-[clamp(1.6rem,3.3vw,4rem)] leading-[1.12] font-semibold tracking-[-0.025em] text-balance wrap-anywhere"
    >
      {text}
    </h1>
  );
}

function Body({
  path,
  answer,
  question,
  view,
  ask,
}: {
  path: string;
  answer: Message;
  question: string;
  view: View;
  ask: (question: string) => void;
}) {
  const { parts, text, verified, working, failure } = useAnswer(path, answer);
  const [chart] = parts.charts;
  const [table] = parts.tables;
  const shownTable = table && (view.table || !chart) ? table : undefined;
  const pictured = chart !== undefined || table !== undefined;
  return (
    <div
      className={classes(
        "mt-[3.5vh] flex min-h-0 flex-1 flex-col gap-[3vw]",
        pictured && "lg:grid lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]",
      )}
    >
      <div aria-live="polite" className="min-h-0 text-[clamp(1.1rem,1.75vw,2.1rem)] leading-snug lg:overflow-y-auto">
        {text ? (
          <Suspense fallback={<p>{text.slice(0, 2_000)}</p>}>
            <Prose text={text} />
          </Suspense>
        ) : (
          working && <Working doing={parts.progress} />
        )}
        {verified && text && <Verified className="mt-[2.5vh] text-[clamp(0.8rem,1vw,1.1rem)]! px-3.5! py-1!" />}
        {parts.options && <Chips label="Answers to choose from" options={parts.options} choose={ask} />}
        {answer.failure && <Notice tone="bad">{answer.failure}</Notice>}
        {failure && <Failure error={failure} />}
        {view.sql &&
          parts.statements.map((sql, n) => (
            <div key={n} className="mt-[2.5vh] text-base">
              <Statement sql={sql} open />
            </div>
          ))}
      </div>
      {shownTable && (
        <div className="min-h-0 self-start overflow-hidden rounded-card border border-line bg-surface shadow-card lg:max-h-full [&_table]:text-[clamp(0.95rem,1.25vw,1.5rem)]">
          <DataTable cells={shownTable} label={`Result of ${question}`} className="max-h-[56vh]" />
        </div>
      )}
      {chart && !shownTable && (
        <LargeChart
          key={question}
          spec={chart}
          name={question}
          className="h-[50vh] rounded-card border border-line bg-surface p-[1.4vw] shadow-card lg:h-auto"
        />
      )}
    </div>
  );
}

function Working({ doing }: { doing: string | undefined }) {
  return (
    <p className="mt-[3vh] flex items-center gap-4 text-[clamp(1.1rem,1.75vw,2.1rem)] text-muted">
      <LoaderCircle aria-hidden className="size-[1.2em] shrink-0 animate-spin text-accent-ink" />
      <span className="truncate">{doing ?? "Looking at the data …"}</span>
    </p>
  );
}
