import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { MailPlus, Users } from "lucide-react";
import { useState } from "react";

import { done, reply, tagOf } from "../../api/client";
import type { Invite, Member } from "../../api/model";
import { useSession } from "../../session/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Section } from "../../ui/page-head";
import { Select } from "../../ui/select";
import { Empty } from "../../ui/states";
import { Time } from "../../ui/time";
import { useToasts } from "../../ui/toast";
import { InviteDialog } from "./invite-dialog";
import { Listing, Row } from "./listing";
import { invitesQuery, membersQuery } from "./queries";
import { givable, type Role, roles } from "./roles";

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

function MemberRow({ member }: { member: Member }) {
  const { uid, role } = useSession();
  const change = useMemberChange(member);
  const self = member.uid === uid;
  return (
    <Row
      title={
        <>
          <bdi>{member.name || member.email}</bdi>
          {self && <Badge tone="accent">You</Badge>}
          {!member.active && <Badge tone="warn">Deactivated</Badge>}
        </>
      }
      note={
        <>
          {member.email} · since <Time at={member.created_at} relative />
        </>
      }
      aside={
        <>
          <Select
            label={`Role of ${member.name || member.email}`}
            value={member.role}
            change={(next) => change.mutate({ role: next as Role })}
            options={givable(role)
              .concat(givable(role).includes(member.role) ? [] : [member.role])
              .map((one): [string, string] => [one, roles[one].name])}
          />
          <Button
            tone={member.active ? "danger" : "plain"}
            disabled={self}
            busy={change.isPending}
            onClick={() => change.mutate({ active: !member.active })}
          >
            {member.active ? "Deactivate" : "Let in again"}
          </Button>
        </>
      }
    />
  );
}

/** Changes a member as they are now. A deactivation can be taken back. */
function useMemberChange(member: Member) {
  const { api } = useSession();
  const queries = useQueryClient();
  const toasts = useToasts();
  const params = { path: { uid: member.uid } };
  const send = async (body: { role?: Role; active?: boolean }) => {
    const tag = await tagOf(api.GET("/users/{uid}", { params }));
    return reply(api.PATCH("/users/{uid}", { params: { ...params, header: { "If-Match": tag } }, body }));
  };
  const refresh = () => queries.invalidateQueries({ queryKey: ["users"] });
  return useMutation({
    mutationFn: send,
    onSuccess: (_, change) => {
      const name = <bdi>{member.name || member.email}</bdi>;
      if (change.role)
        toasts.say({
          text: (
            <>
              {name} is now {roles[change.role].name.toLowerCase()}
            </>
          ),
        });
      else
        toasts.say({
          text: change.active ? <>{name} is let in again</> : <>{name} is deactivated, at once</>,
          undo: () => void send({ active: !change.active }).then(refresh, toasts.sayFailure),
        });
    },
    onError: toasts.sayFailure,
    onSettled: refresh,
  });
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
