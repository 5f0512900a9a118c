import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Building2, Plus } from "lucide-react";
import { useState } from "react";

import { reply, tagOf } from "../../api/client";
import type { Tenant } from "../../api/model";
import { useSession } from "../../session/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Section } from "../../ui/page-head";
import { Empty } from "../../ui/states";
import { Time } from "../../ui/time";
import { useToasts } from "../../ui/toast";
import { Listing, Row } from "../admin/listing";
import { readyQuery, tenantsQuery } from "./queries";
import { TenantDialog } from "./tenant-dialog";

/** All tenants. A suspended one is read by its admins and changed by nobody. */
export function Tenants() {
  const { api } = useSession();
  const tenants = useInfiniteQuery(tenantsQuery(api));
  const [making, setMaking] = useState(false);
  return (
    <>
      <Section
        title="Tenants"
        note={<Health />}
        actions={
          <Button tone="accent" onClick={() => setMaking(true)}>
            <Plus aria-hidden className="size-4" /> Make a tenant
          </Button>
        }
      >
        <Listing
          what="tenants"
          query={tenants}
          empty={<Empty icon={<Building2 aria-hidden className="size-5" />} title="No tenants yet" />}
          row={(one) => <TenantRow key={one.tenant_id} one={one} />}
        />
      </Section>
      {making && <TenantDialog close={() => setMaking(false)} />}
    </>
  );
}

function Health() {
  const { api } = useSession();
  const ready = useQuery(readyQuery(api));
  if (ready.isPending) return <>Looking how the platform is …</>;
  return ready.isError ? (
    <span className="text-bad">The platform is not ready: its database does not answer.</span>
  ) : (
    <span className="text-good">The platform is up and its database answers.</span>
  );
}

const tones = {
  provisioning: "accent",
  active: "good",
  suspended: "warn",
  deleting: "warn",
  deleted: "neutral",
} as const;

function TenantRow({ one }: { one: Tenant }) {
  const { api, tenant } = useSession();
  const queries = useQueryClient();
  const toasts = useToasts();
  const params = { path: { tenant_id: one.tenant_id } };
  const send = async (status: "active" | "suspended") => {
    const tag = await tagOf(api.GET("/tenants/{tenant_id}", { params }));
    return reply(
      api.PATCH("/tenants/{tenant_id}", { params: { ...params, header: { "If-Match": tag } }, body: { status } }),
    );
  };
  const refresh = () => queries.invalidateQueries({ queryKey: ["tenants"] });
  const change = useMutation({
    mutationFn: send,
    onSuccess: (_, status) =>
      toasts.say({
        text: (
          <>
            <bdi>{one.name}</bdi> is {status}
          </>
        ),
        undo: () => void send(status === "active" ? "suspended" : "active").then(refresh, toasts.sayFailure),
      }),
    onError: toasts.sayFailure,
    onSettled: refresh,
  });
  const own = one.tenant_id === tenant;
  const changeable = one.status === "active" || one.status === "suspended";
  return (
    <Row
      title={
        <>
          <bdi>{one.name}</bdi>
          <Badge tone={tones[one.status]}>{one.status}</Badge>
          {own && <Badge tone="accent">Yours</Badge>}
        </>
      }
      note={
        <>
          <code className="font-mono text-xs">{one.tenant_id}</code> · {one.limits.active_demos} active demos,{" "}
          {one.limits.members} members at most · since <Time at={one.created_at} relative />
        </>
      }
      aside={
        changeable && (
          <Button
            tone={one.status === "active" ? "danger" : "plain"}
            disabled={own}
            busy={change.isPending}
            onClick={() => change.mutate(one.status === "active" ? "suspended" : "active")}
          >
            {one.status === "active" ? "Suspend" : "Resume"}
          </Button>
        )
      }
    />
  );
}
