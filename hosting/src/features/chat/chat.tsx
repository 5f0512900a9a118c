import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { useNavigate, useParams } from "react-router";

import { useSession } from "../../session/session";
import { classes } from "../../ui/classes";
import { Failure, Loading, Skeleton } from "../../ui/states";
import { useDemo } from "../demos/demo-page";
import { goldenQueriesQuery } from "../demos/queries";
import { Allowance, useAllowance } from "./allowance";
import { AnswerCard } from "./answer-card";
import { Conversations } from "./conversations";
import { FirstQuestions } from "./first-questions";
import type { Exchange } from "./message";
import { QuestionBox } from "./question-box";
import { type Ask, useTalk } from "./use-talk";

/** A conversation about a demo's data. Without an id the first question opens one, and the address then names it. */
export function Chat() {
  const demo = useDemo();
  const { conversationId } = useParams();
  const { api } = useSession();
  const navigate = useNavigate();
  const golden = useQuery(goldenQueriesQuery(api, demo.demo_id));
  const opened = useCallback(
    (id: string) => void navigate(`/demos/${demo.demo_id}/conversations/${id}`, { state: { stay: true } }),
    [navigate, demo.demo_id],
  );
  const talk = useTalk(demo.demo_id, conversationId, opened);
  const { path, said, waiting, failure, sent, busy, refused } = talk;
  const { quota, exhausted } = useAllowance();
  const ask = exhausted ? undefined : talk.ask;

  return (
    <div className="mt-6 gap-8 lg:flex lg:items-start">
      <div className="flex min-h-[calc(100dvh-17rem)] min-w-0 flex-1 flex-col">
        <div className="flex-1 space-y-8">
          {waiting && sent === undefined && (
            <Loading what="the conversation">
              <Skeleton className="ml-auto h-11 w-2/3" />
              <Skeleton className="mt-6 h-40" />
            </Loading>
          )}
          {failure && <Failure error={failure} />}
          {!path && sent === undefined && <FirstQuestions golden={golden} ask={ask} />}
          {path && <Said path={path} said={said} ask={ask} />}
          {sent !== undefined && <Question text={sent} />}
          {refused && !exhausted && <Failure error={refused.error} retry={refused.again} />}
        </div>
        <div className="sticky bottom-0 -mx-1 bg-linear-to-t from-page from-70% px-1 pt-8 pb-4">
          <QuestionBox ask={ask} busy={busy} golden={path ? golden.data : undefined} />
          <Allowance quota={quota} />
        </div>
      </div>
      <Conversations demoId={demo.demo_id} current={conversationId} />
    </div>
  );
}

/** What was said so far. The newest question is kept at the top of the window, so that its answer grows into free space. */
function Said({ path, said, ask }: { path: string; said: Exchange[]; ask: Ask }) {
  const newest = useRef<HTMLElement>(null);
  const count = said.length;
  useEffect(() => {
    if (count > 1) newest.current?.scrollIntoView();
  }, [count]);
  return said.map(({ question, answer }, n) => {
    const last = n === count - 1;
    return (
      <section
        key={question.id}
        ref={last ? newest : undefined}
        aria-label={question.text}
        className={classes("scroll-mt-20 space-y-5", last && n > 0 && "min-h-[calc(100dvh-12rem)]")}
      >
        <Question text={question.text} />
        {answer && <AnswerCard path={path} answer={answer} question={question.text} newest={last} ask={ask} />}
      </section>
    );
  });
}

function Question({ text }: { text: string }) {
  return (
    <p
      dir="auto"
      className="rise ml-auto w-fit max-w-[85%] rounded-2xl rounded-br-md bg-accent px-4 py-2.5 wrap-anywhere whitespace-pre-line text-white"
    >
      {text}
    </p>
  );
}
