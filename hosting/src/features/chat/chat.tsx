import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { useNavigate } from "react-router";

import { reply } from "../../api/client";
import type { Demo } from "../../api/model";
import { useCollection } from "../../live/use-live";
import { leads, useSession } from "../../session/session";
import { classes } from "../../ui/classes";
import { Failure, Loading, Skeleton } from "../../ui/states";
import { conversationsQuery, goldenQueriesQuery } from "../demos/queries";
import { AnswerCard, Invitation } from "./answer-card";
import { Chips } from "./chips";
import { Conversations } from "./conversations";
import { type Exchange, exchanges } from "./message";
import { QuestionBox } from "./question-box";

/** How many questions are offered before the first one is asked. */
const offered = 6;

/** A conversation about a demo's data. Without an id the first question opens one, and the address then names it. */
export function Chat({ demo, conversationId }: { demo: Demo; conversationId: string | undefined }) {
  const { api, uid, role } = useSession();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const path = conversationId && `demos/${demo.demo_id}/conversations/${conversationId}`;
  const messages = useCollection(path && `${path}/messages`, leads(role) ? undefined : uid);
  const said = useMemo(() => (messages.is === "here" ? exchanges(messages.value) : []), [messages]);

  const ask = useMutation({
    mutationFn: (question: string) =>
      reply(
        api.POST("/chat", {
          body: { demo_id: demo.demo_id, question, ...(conversationId && { conversation_id: conversationId }) },
        }),
      ),
    onSuccess: (asked) => {
      if (asked.conversation_id === conversationId) return;
      void queries.invalidateQueries(conversationsQuery(api, demo.demo_id));
      void navigate(`/demos/${demo.demo_id}/conversations/${asked.conversation_id}`, { preventScrollReset: true });
    },
  });
  // From the press until the listener brings it, the question is shown as it was sent.
  const arrived = said.some((one) => one.question.id === ask.data?.question_id);
  const sent = arrived || ask.isError ? undefined : ask.variables;
  const { reset } = ask;
  useEffect(() => {
    if (arrived) reset();
  }, [arrived, reset]);

  return (
    <div className="mt-6 gap-8 lg:flex lg:items-start">
      <div className="flex min-h-[calc(100dvh-14.5rem)] min-w-0 flex-1 flex-col">
        <div className="flex-1 space-y-8">
          {path && messages.is === "waiting" && sent === undefined && (
            <Loading what="the conversation">
              <Skeleton className="ml-auto h-11 w-2/3" />
              <Skeleton className="mt-6 h-40" />
            </Loading>
          )}
          {messages.is === "failed" && <Failure error={messages.error} />}
          {!path && sent === undefined && <FirstQuestions demo={demo} ask={ask.mutate} />}
          {path && <Said path={path} said={said} ask={ask.mutate} />}
          {sent !== undefined && <Question text={sent} />}
          {ask.isError && <Failure error={ask.error} retry={() => ask.mutate(ask.variables)} />}
        </div>
        <div className="sticky bottom-0 -mx-1 bg-linear-to-t from-page from-70% px-1 pt-8 pb-4">
          <QuestionBox ask={ask.mutate} busy={ask.isPending} />
        </div>
      </div>
      <Conversations demoId={demo.demo_id} current={conversationId} />
    </div>
  );
}

/** What was said so far. The newest question is kept at the top of the window, so that its answer grows into free space. */
function Said({ path, said, ask }: { path: string; said: Exchange[]; ask: (question: string) => void }) {
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

/** The golden questions of the demo's template, to begin with. */
function FirstQuestions({ demo, ask }: { demo: Demo; ask: (question: string) => void }) {
  const { api } = useSession();
  const golden = useQuery(goldenQueriesQuery(api, demo.demo_id));
  return (
    <Invitation>
      <h2 className="text-lg font-semibold tracking-tight">What would you like to know?</h2>
      <p className="mt-1 text-muted">Ask in your own words, or begin with one of these.</p>
      <div className="mt-6 flex min-h-24 justify-center [&_ul]:justify-center">
        {golden.isPending && <Skeleton className="h-24 w-full" />}
        {golden.isSuccess && (
          <Chips
            label="Questions to begin with"
            options={golden.data.slice(0, offered).map((one) => one.question)}
            choose={ask}
          />
        )}
        {golden.isError && <Failure error={golden.error} retry={() => void golden.refetch()} />}
      </div>
    </Invitation>
  );
}
