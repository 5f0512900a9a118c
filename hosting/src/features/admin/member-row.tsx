import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, UserX } from "lucide-react";
import { useState } from "react";

import { reply, tagOf } from "../../api/client";
import type { Member } from "../../api/model";
import { useSession } from "../../session/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Choice, Popover } from "../../ui/popover";
import { Select } from "../../ui/select";
import { Time } from "../../ui/time";
import { useToasts } from "../../ui/toast";
import { TypedConfirm } from "../../ui/typed-confirm";
import { Row } from "./listing";
import { givable, type Role, roles } from "./roles";

/** A member, the role, and whether they are let in. */
export function MemberRow({ member }: { member: Member }) {
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
          {self ? <span aria-hidden className="size-10" /> : <Erase member={member} />}
        </>
      }
    />
  );
}

/** Forgets a person for good, as the law may ask for. */
function Erase({ member }: { member: Member }) {
  const { api } = useSession();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [asked, setAsked] = useState(false);
  const name = member.name || member.email;
  const erase = useMutation({
    mutationFn: () => reply(api.POST("/users/{uid}/erase", { params: { path: { uid: member.uid } } })),
    onSuccess: () => toasts.say({ text: <>The person is forgotten; what they made stays with the team</> }),
    onError: toasts.sayFailure,
    onSettled: async () => {
      setAsked(false);
      await queries.invalidateQueries({ queryKey: ["users"] });
    },
  });
  return (
    <>
      <Popover
        label={`More for ${name}`}
        face={<Ellipsis aria-hidden className="size-4.5" />}
        className="grid size-10 place-items-center rounded-field text-muted transition-colors hover:bg-sunken hover:text-ink"
      >
        <Choice danger act={() => setAsked(true)}>
          <UserX aria-hidden className="size-4" /> Erase personal data
        </Choice>
      </Popover>
      {asked && (
        <TypedConfirm
          title={`Erase ${name}?`}
          word={member.email}
          actName="Erase for good"
          busy={erase.isPending}
          act={() => erase.mutate()}
          close={() => setAsked(false)}
        >
          The membership ends, and name, e-mail, keys, pins and conversations are removed. Demos stay with the team, as
          a former member’s. This cannot be undone.
        </TypedConfirm>
      )}
    </>
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
