import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { SubmitEvent } from "react";

import { reply } from "../../api/client";
import type { Conversation } from "../../api/model";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Failure } from "../../ui/states";
import { conversationsQuery } from "./queries";

/** Longest accepted title, in characters; the server holds the rule. */
const longest = 200;

/** Gives a conversation another title. */
export function Rename({ conversation, close }: { conversation: Conversation; close: () => void }) {
  const { api } = useSession();
  const queries = useQueryClient();
  const rename = useMutation({
    mutationFn: (title: string) =>
      reply(
        api.PATCH("/conversations/{conversation_id}", {
          params: { path: { conversation_id: conversation.conversation_id } },
          body: { title },
        }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries(conversationsQuery(api, conversation.demo_id));
      close();
    },
  });

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const title = new FormData(event.currentTarget).get("title");
    if (typeof title === "string") rename.mutate(title.trim());
  }

  return (
    <Dialog title="Rename the conversation" close={close}>
      <form onSubmit={submit} className="mt-4 space-y-5">
        <Field
          label="Title"
          name="title"
          defaultValue={conversation.title}
          maxLength={longest}
          autoComplete="off"
          required
        />
        {rename.isError && <Failure error={rename.error} />}
        <div className="flex justify-end gap-2">
          <Button tone="quiet" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" tone="accent" busy={rename.isPending}>
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
