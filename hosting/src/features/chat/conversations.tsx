import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { NavLink } from "react-router";

import { useSession } from "../../session/session";
import { ButtonLink } from "../../ui/button-link";
import { classes } from "../../ui/classes";
import { Failure } from "../../ui/states";
import { conversationsQuery } from "../demos/queries";

/** What was talked about before. It stands beside the conversation, and below it on a phone. */
export function Conversations({ demoId, current }: { demoId: string; current: string | undefined }) {
  const { api } = useSession();
  const conversations = useQuery(conversationsQuery(api, demoId));
  if (conversations.isError) return <Failure error={conversations.error} retry={() => void conversations.refetch()} />;
  if (!current && !conversations.data?.length) return null;
  return (
    <nav
      aria-label="Conversations"
      className="mt-8 border-t border-line pt-6 lg:sticky lg:top-20 lg:mt-0 lg:w-60 lg:shrink-0 lg:border-0 lg:pt-0"
    >
      {current && (
        <ButtonLink to={`/demos/${demoId}`} className="mb-4 w-full">
          <Plus aria-hidden className="size-4" /> New conversation
        </ButtonLink>
      )}
      <h2 className="mb-1 px-3 text-xs font-medium text-muted">Conversations</h2>
      <ul className="lg:max-h-[60dvh] lg:overflow-y-auto">
        {conversations.data?.map((one) => (
          <li key={one.conversation_id}>
            <NavLink
              to={`/demos/${demoId}/conversations/${one.conversation_id}`}
              className={({ isActive }) =>
                classes(
                  "block truncate rounded-field px-3 py-2 text-sm transition-colors focus-visible:-outline-offset-2",
                  isActive ? "bg-sunken font-medium" : "text-muted hover:text-ink",
                )
              }
            >
              <bdi>{one.title || "Untitled"}</bdi>
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
