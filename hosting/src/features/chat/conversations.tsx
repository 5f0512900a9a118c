import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Pencil, Plus, Trash2 } from "lucide-react";
import { useCallback, useState } from "react";
import { useNavigate } from "react-router";

import { done } from "../../api/client";
import type { Conversation } from "../../api/model";
import { useSession } from "../../session/session";
import { ButtonLink } from "../../ui/button-link";
import { classes } from "../../ui/classes";
import { NavLink } from "../../ui/link";
import { Choice, Popover } from "../../ui/popover";
import { Failure } from "../../ui/states";
import { useToasts } from "../../ui/toast";
import { conversationsQuery } from "./queries";
import { Rename } from "./rename";

/** What was talked about before. It stands beside the conversation, and below it on a phone. */
export function Conversations({ demoId, current }: { demoId: string; current: string | undefined }) {
  const { api } = useSession();
  const conversations = useQuery(conversationsQuery(api, demoId));
  const [leaving, remove] = useRemoval(demoId, current);
  const [renamed, setRenamed] = useState<Conversation>();
  const close = useCallback(() => setRenamed(undefined), []);
  if (conversations.isError) return <Failure error={conversations.error} retry={() => void conversations.refetch()} />;
  const shown = (conversations.data ?? []).filter((one) => !leaving.has(one.conversation_id));
  if (!current && shown.length === 0) return null;
  return (
    <nav
      aria-label="Conversations"
      className="mt-8 border-t border-line pt-6 lg:sticky lg:top-20 lg:mt-0 lg:w-64 lg:shrink-0 lg:border-0 lg:pt-0"
    >
      {current && (
        <ButtonLink to={`/demos/${demoId}`} className="mb-4 w-full">
          <Plus aria-hidden className="size-4" /> New conversation
        </ButtonLink>
      )}
      <h2 className="mb-1 px-3 text-xs font-medium text-muted">Conversations</h2>
      <ul>
        {shown.map((one) => (
          <Item
            key={one.conversation_id}
            demoId={demoId}
            one={one}
            rename={() => setRenamed(one)}
            remove={() => remove(one)}
          />
        ))}
      </ul>
      {renamed && <Rename conversation={renamed} close={close} />}
    </nav>
  );
}

interface ItemProps {
  demoId: string;
  one: Conversation;
  rename: () => void;
  remove: () => void;
}

function Item({ demoId, one, rename, remove }: ItemProps) {
  const title = one.title || "Untitled";
  return (
    <li className="group relative">
      <NavLink
        to={`/demos/${demoId}/conversations/${one.conversation_id}`}
        title={title}
        className={(here) =>
          classes(
            "block truncate rounded-field py-2 pr-11 pl-3 text-sm transition-colors focus-visible:-outline-offset-2",
            here ? "bg-sunken font-medium" : "text-muted hover:text-ink",
          )
        }
      >
        <bdi>{title}</bdi>
      </NavLink>
      <div className="absolute top-0.5 right-0.5 opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 has-aria-expanded:opacity-100 pointer-coarse:opacity-100">
        <Popover
          label={`Change ${title}`}
          face={<Ellipsis aria-hidden className="size-4" />}
          className="grid size-8 place-items-center rounded-field text-muted hover:bg-line/60 hover:text-ink"
        >
          <Choice act={rename}>
            <Pencil aria-hidden className="size-4 text-muted" /> Rename
          </Choice>
          <Choice danger act={remove}>
            <Trash2 aria-hidden className="size-4" /> Delete
          </Choice>
        </Popover>
      </div>
    </li>
  );
}

/** Deletes conversations: they are out of sight at once, and gone for good when it can no longer be taken back. */
function useRemoval(demoId: string, current: string | undefined): [Set<string>, (one: Conversation) => void] {
  const { api } = useSession();
  const { say, sayFailure } = useToasts();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [leaving, setLeaving] = useState<Set<string>>(new Set());
  const back = (id: string) => setLeaving((before) => new Set([...before].filter((one) => one !== id)));
  const removal = useMutation({
    mutationFn: (id: string) =>
      done(api.DELETE("/conversations/{conversation_id}", { params: { path: { conversation_id: id } } })),
    onError: (error, id) => {
      back(id);
      sayFailure(error);
    },
    onSettled: () => queries.invalidateQueries(conversationsQuery(api, demoId)),
  });

  function remove({ conversation_id: id, title }: Conversation) {
    setLeaving((before) => new Set([...before, id]));
    if (id === current) void navigate(`/demos/${demoId}`);
    say({
      text: (
        <>
          Deleted <bdi>{title || "the conversation"}</bdi>
        </>
      ),
      undo: () => back(id),
      ended: () => removal.mutate(id),
    });
  }
  return [leaving, remove];
}
