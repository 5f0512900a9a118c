import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Gauge, Trash2, UserPlus } from "lucide-react";
import { useState } from "react";

import { reply, tagOf } from "../../api/client";
import type { Deletion, Tenant } from "../../api/model";
import { useSession } from "../../session/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Choice, Popover } from "../../ui/popover";
import { Time } from "../../ui/time";
import { useToasts } from "../../ui/toast";
import { TypedConfirm } from "../../ui/typed-confirm";
import { Row } from "../admin/listing";
import { FirstAdminDialog } from "./first-admin-dialog";
import { progressOf, removedOf } from "./life";
import { LimitsDialog } from "./limits-dialog";

const tones = {
  provisioning: "accent",
  active: "good",
  suspended: "warn",
  deleting: "warn",
  deleted: "neutral",
} as const;

const said = { provisioning: "being set up", deleting: "being deleted" } as Partial<Record<Tenant["status"], string>>;

/** A tenant in any state: on its way, at work, going, or gone. */
export function TenantRow({ one }: { one: Tenant }) {
  const own = one.tenant_id === useSession().tenant;
  const name = one.name || one.tenant_id; // of a deleted one only the id is left
  return (
    <Row
      title={
        <>
          <bdi className={one.status === "deleted" ? "text-muted" : undefined}>{name}</bdi>
          <Badge tone={tones[one.status]}>{said[one.status] ?? one.status}</Badge>
          {own && <Badge tone="accent">Yours</Badge>}
        </>
      }
      note={<Note one={one} />}
      aside={(one.status === "active" || one.status === "suspended") && <Actions one={one} name={name} own={own} />}
    />
  );
}

function Note({ one }: { one: Tenant }) {
  const id = <code className="font-mono text-xs">{one.tenant_id}</code>;
  if (one.status === "provisioning")
    return (
      <>
        {id} · {one.setup_error ?? "It is ready in a moment."}
      </>
    );
  if (one.deletion && one.status === "deleting") return <Going deletion={one.deletion} />;
  if (one.deletion) {
    return (
      <>
        {removedOf(one.deletion) && <>{removedOf(one.deletion)} removed · </>}deleted{" "}
        <Time at={one.deletion.completed_at ?? one.updated_at} relative /> · the id is never given again
      </>
    );
  }
  return (
    <>
      {id} · {one.limits.active_demos} active demos, {one.limits.members} members at most · since{" "}
      <Time at={one.created_at} relative />
    </>
  );
}

function Going({ deletion }: { deletion: Deletion }) {
  const { doing, percent } = progressOf(deletion);
  return (
    <>
      <span className="flex flex-wrap justify-between gap-x-4">
        <span>{doing} …</span>
        <span className="tabular">{removedOf(deletion)}</span>
      </span>
      <span
        role="progressbar"
        aria-label="Deletion"
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        className="mt-2 block h-1.5 overflow-hidden rounded-full bg-sunken"
      >
        <span
          className="block h-full rounded-full bg-accent transition-[width] duration-500"
          style={{ width: `${Math.max(4, percent)}%` }}
        />
      </span>
      {deletion.last_error && <span className="mt-2 block text-warn">{deletion.last_error} It is tried again.</span>}
    </>
  );
}

function Actions({ one, name, own }: { one: Tenant; name: string; own: boolean }) {
  const [open, setOpen] = useState<"limits" | "admin" | "delete">();
  const { suspend, remove } = useMoves(one, name);
  const close = () => setOpen(undefined);
  const active = one.status === "active";
  return (
    <>
      <Button
        tone={active ? "danger" : "plain"}
        disabled={own}
        busy={suspend.isPending}
        onClick={() => suspend.mutate(active ? "suspended" : "active")}
      >
        {active ? "Suspend" : "Resume"}
      </Button>
      <Popover
        label={`More for ${name}`}
        face={<Ellipsis aria-hidden className="size-4.5" />}
        className="grid size-10 place-items-center rounded-field text-muted transition-colors hover:bg-sunken hover:text-ink"
      >
        <Choice act={() => setOpen("limits")}>
          <Gauge aria-hidden className="size-4 text-muted" /> Change the limits
        </Choice>
        {active && !own && (
          <Choice act={() => setOpen("admin")}>
            <UserPlus aria-hidden className="size-4 text-muted" /> Invite an admin
          </Choice>
        )}
        {!own && (
          <Choice danger act={() => setOpen("delete")}>
            <Trash2 aria-hidden className="size-4" /> Delete the tenant
          </Choice>
        )}
      </Popover>
      {open === "limits" && <LimitsDialog tenantId={one.tenant_id} name={name} close={close} />}
      {open === "admin" && <FirstAdminDialog tenantId={one.tenant_id} name={name} close={close} />}
      {open === "delete" && (
        <TypedConfirm
          title={`Delete ${name}?`}
          word={one.tenant_id}
          actName="Delete for good"
          busy={remove.isPending}
          act={() => remove.mutate(undefined, { onSettled: close })}
          close={close}
        >
          All of its demos, datasets, agents, conversations and keys are removed, and its people are let in nowhere.
          This cannot be undone, and the id is never given again.
        </TypedConfirm>
      )}
    </>
  );
}

/** What can be done with a tenant, each on condition that it is still as it was read a moment before. */
function useMoves(one: Tenant, name: string) {
  const { api } = useSession();
  const queries = useQueryClient();
  const toasts = useToasts();
  const params = { path: { tenant_id: one.tenant_id } };
  const tagged = async () => ({
    ...params,
    header: { "If-Match": await tagOf(api.GET("/tenants/{tenant_id}", { params })) },
  });
  const refresh = () => queries.invalidateQueries({ queryKey: ["tenants"], exact: true });
  const send = async (status: "active" | "suspended") =>
    reply(api.PATCH("/tenants/{tenant_id}", { params: await tagged(), body: { status } }));
  const suspend = useMutation({
    mutationFn: send,
    onSuccess: (_, status) =>
      toasts.say({
        text: (
          <>
            <bdi>{name}</bdi> is {status}
          </>
        ),
        undo: () => void send(status === "active" ? "suspended" : "active").then(refresh, toasts.sayFailure),
      }),
    onError: toasts.sayFailure,
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: async () =>
      reply(api.DELETE("/tenants/{tenant_id}", { params: { ...(await tagged()), query: { confirm: one.tenant_id } } })),
    onError: toasts.sayFailure,
    onSettled: refresh,
  });
  return { suspend, remove };
}
