import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { MailPlus, Users } from "lucide-react";
import { useState } from "react";

import { done } from "../../api/client";
import type { Invite } from "../../api/model";
import { useSession } from "../../session/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Section } from "../../ui/page-head";
import { Empty } from "../../ui/states";
import { Time } from "../../ui/time";
import { useToasts } from "../../ui/toast";
import { InviteDialog } from "./invite-dialog";
import { Listing, Row } from "./listing";
import { MemberRow } from "./member-row";
import { invitesQuery, membersQuery } from "./queries";
import { roles } from "./roles";

/** The tenant's members and whom they have invited. */
export function People() {
  const { api } = useSession();
  const members = useInfiniteQuery(membersQuery(api));
  const invites = useInfiniteQuery(invitesQuery(api));
  const [inviting, setInviting] = useState(false);
  return (
    <>
      <Section
        title="Members"
        note="A change holds from the next request on."
        actions={
          <Button tone="accent" onClick={() => setInviting(true)}>
            <MailPlus aria-hidden className="size-4" /> Invite
          </Button>
        }
      >
        <Listing
          what="members"
          query={members}
          empty={<Empty icon={<Users aria-hidden className="size-5" />} title="Nobody is here yet" />}
          row={(member) => <MemberRow key={member.uid} member={member} />}
        />
      </Section>
      <Section title="Invites" note="A link is good once, and until it expires.">
        <Listing
          what="invites"
          query={invites}
          empty={
            <Empty icon={<MailPlus aria-hidden className="size-5" />} title="Nobody is invited">
              Invite a colleague and give them the link.
            </Empty>
          }
          row={(invite) => <InviteRow key={invite.invite_id} invite={invite} />}
        />
      </Section>
      {inviting && <InviteDialog close={() => setInviting(false)} />}
    </>
  );
}

const inviteTones = { open: "accent", accepted: "good", revoked: "neutral", expired: "neutral" } as const;

function InviteRow({ invite }: { invite: Invite }) {
  const { api } = useSession();
  const queries = useQueryClient();
  const toasts = useToasts();
  const revoke = useMutation({
    mutationFn: () => done(api.DELETE("/invites/{invite_id}", { params: { path: { invite_id: invite.invite_id } } })),
    onSuccess: () => toasts.say({ text: "The link opens nothing any more" }),
    onError: toasts.sayFailure,
    onSettled: () => queries.invalidateQueries({ queryKey: ["invites"] }),
  });
  return (
    <Row
      title={
        <>
          <code className="font-mono text-sm">{invite.preview}</code>
          <Badge tone={inviteTones[invite.status]}>{invite.status}</Badge>
        </>
      }
      note={
        <>
          {roles[invite.role].name}
          {invite.email && <> · only {invite.email}</>} ·{" "}
          {invite.used_at ? (
            <>
              used <Time at={invite.used_at} relative />
            </>
          ) : (
            <>
              until <Time at={invite.expires_at} />
            </>
          )}
        </>
      }
      aside={
        invite.status === "open" && (
          <Button tone="danger" busy={revoke.isPending} onClick={() => revoke.mutate()}>
            Revoke
          </Button>
        )
      }
    />
  );
}
