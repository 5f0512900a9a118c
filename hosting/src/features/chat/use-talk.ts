import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

import { reply } from "../../api/client";
import { useCollection } from "../../live/use-live";
import { useSession } from "../../session/session";
import { spent } from "../quota/queries";
import { type Exchange, exchanges } from "./message";
import { conversationsQuery } from "./queries";

/** Asks a question; undefined where none may be asked now. */
export type Ask = ((question: string) => void) | undefined;

/** A conversation as it goes on. */
export interface Talk {
  /** Where its documents are; nothing before the first question. */
  path: string | undefined;
  said: Exchange[];
  /** What was said before has not come yet. */
  waiting: boolean;
  /** Following it failed. */
  failure: Error | undefined;
  ask: (question: string) => void;
  /** The question that is on its way, as it was sent, until the listener brings it. */
  sent: string | undefined;
  busy: boolean;
  /** Why the last question was not taken, and how to send it again. */
  refused: { error: Error; again: () => void } | undefined;
}

/**
 * Follows a conversation about a demo and asks in it.
 * @param conversationId undefined before there is one: the first question opens it
 * @param opened hears the id of the conversation that a question opened
 */
export function useTalk(
  demoId: string,
  conversationId: string | undefined,
  opened: (conversationId: string) => void,
): Talk {
  const { api } = useSession();
  const queries = useQueryClient();
  const path = conversationId && `demos/${demoId}/conversations/${conversationId}`;
  const messages = useCollection(path && `${path}/messages`);
  const said = useMemo(() => (messages.is === "here" ? exchanges(messages.value) : []), [messages]);

  const asking = useMutation({
    mutationFn: (question: string) =>
      reply(
        api.POST("/chat", {
          body: { demo_id: demoId, question, ...(conversationId && { conversation_id: conversationId }) },
        }),
      ),
    onSettled: () => spent(queries),
    onSuccess: (asked) => {
      if (asked.conversation_id === conversationId) return;
      void queries.invalidateQueries(conversationsQuery(api, demoId));
      opened(asked.conversation_id);
    },
  });
  const arrived = said.some((one) => one.question.id === asking.data?.question_id);
  const { reset } = asking;
  useEffect(() => {
    if (arrived) reset();
  }, [arrived, reset]);

  return {
    path,
    said,
    waiting: path !== undefined && messages.is === "waiting",
    failure: messages.is === "failed" ? messages.error : undefined,
    ask: asking.mutate,
    sent: arrived || asking.isError ? undefined : asking.variables,
    busy: asking.isPending,
    refused: asking.isError ? { error: asking.error, again: () => asking.mutate(asking.variables) } : undefined,
  };
}
