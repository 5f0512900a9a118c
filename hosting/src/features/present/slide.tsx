import { LoaderCircle } from "lucide-react";
import { Suspense } from "react";

import { classes } from "../../ui/classes";
import { DataTable } from "../../ui/table/data-table";
import { Failure, Notice } from "../../ui/states";
import { Prose } from "../chat/answer-card";
import { LargeChart } from "../chat/chart";
import { Chips } from "../chat/chips";
import type { Answer } from "../chat/answer";
import type { Exchange, Message } from "../chat/message";
import { Statement } from "../chat/statement";
import { useAnswer } from "../chat/use-answer";
import { Verified } from "../chat/verified";
import { type Figure, headline, sizeOf } from "./headline";

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
      className="flex flex-col px-[4vw] pt-[4.5vh] pb-[2vh] lg:min-h-0 lg:flex-1"
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

interface BodyProps {
  path: string;
  answer: Message;
  question: string;
  view: View;
  ask: (question: string) => void;
}

function Body({ path, answer, question, view, ask }: BodyProps) {
  const { parts, text, verified, working, failure } = useAnswer(path, answer);
  const pictured = parts.charts.length > 0 || parts.tables.length > 0;
  const [cells] = parts.tables;
  const figures = view.table || !cells ? undefined : headline(cells);
  return (
    <div
      className={classes(
        "mt-[3.5vh] flex min-h-0 flex-col gap-[max(1.25rem,3vw)] max-lg:shrink-0 lg:flex-1",
        figures && "lg:justify-center lg:gap-[5vh]",
        pictured && !figures && "lg:grid lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]",
      )}
    >
      {figures && <Figures figures={figures} />}
      <div
        aria-live="polite"
        className={classes(
          "min-h-0 text-[clamp(1.1rem,1.75vw,2.1rem)] leading-snug lg:overflow-y-auto",
          figures && "lg:max-w-[60ch] lg:shrink-0",
        )}
      >
        {text ? (
          <Suspense fallback={<p>{text.slice(0, 2_000)}</p>}>
            <Prose text={text} />
          </Suspense>
        ) : (
          working && <Working doing={parts.progress} />
        )}
        {verified && text && <Verified className="mt-[2.5vh] px-3.5! py-1! text-[clamp(0.8rem,1vw,1.1rem)]!" />}
        {parts.options && <Chips label="Answers to choose from" options={parts.options} choose={ask} />}
        {answer.failure && <Notice tone="bad">{answer.failure}</Notice>}
        {failure && <Failure error={failure} />}
        {view.sql &&
          parts.statements.map((sql, n) => (
            <div key={n} className="mt-[2.5vh] text-base [&_pre]:text-[clamp(0.75rem,0.95vw,1.1rem)]">
              <Statement sql={sql} open />
            </div>
          ))}
      </div>
      {!figures && <Result parts={parts} question={question} table={view.table} />}
    </div>
  );
}

/** What the words rest on: a chart, or the table. */
function Result({ parts, question, table }: { parts: Answer; question: string; table: boolean }) {
  const [cells] = parts.tables;
  const [chart] = parts.charts;
  if (chart && !table) {
    return (
      <LargeChart
        spec={chart}
        name={question}
        className="h-[50vh] rounded-card border border-line bg-surface p-[1.4vw] shadow-card lg:h-auto"
      />
    );
  }
  if (!cells) return null;
  return (
    <div className="min-h-0 self-start overflow-hidden rounded-card border border-line bg-surface shadow-card max-lg:w-full">
      <DataTable cells={cells} label={`Result of ${question}`} size="room" className="max-h-[62vh]" />
    </div>
  );
}

/** A few numbers, so large that the last row reads them; each as wide as its share of the screen allows. */
function Figures({ figures }: { figures: Figure[] }) {
  return (
    <dl className="flex flex-wrap items-end gap-x-[5vw] gap-y-[4vh]">
      {figures.map(({ name, value }) => (
        <div key={name} className="rise flex min-w-0 flex-col-reverse">
          <dt className="mt-[1.5vh] text-[clamp(1.1rem,1.9vw,2.4rem)] text-muted first-letter:uppercase">{name}</dt>
          <dd
            className="tabular leading-none font-semibold tracking-[-0.045em] whitespace-nowrap text-accent-ink"
            style={{ fontSize: `min(${sizeOf(value, figures.length)}vw, 30vh)` }}
          >
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
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
