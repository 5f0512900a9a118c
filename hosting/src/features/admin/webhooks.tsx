import { useQuery } from "@tanstack/react-query";
import { Plus, Webhook as Hook } from "lucide-react";
import { useState } from "react";

import type { Webhook } from "../../api/model";
import { useSession } from "../../session/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Link } from "../../ui/link";
import { Section } from "../../ui/page-head";
import { Empty, Failure, Loading, Skeleton } from "../../ui/states";
import { toldWhen } from "./events";
import { Row, Rows } from "./listing";
import { webhooksQuery } from "./queries";
import { WebhookDialog } from "./webhook-dialog";

/** The addresses that are told of the tenant's events. */
export function Webhooks() {
  const { api } = useSession();
  const hooks = useQuery(webhooksQuery(api));
  const [adding, setAdding] = useState(false);
  return (
    <>
      <Section
        title="Webhooks"
        note="Your own systems are told when a job ends. Every notice is signed."
        actions={
          <Button tone="accent" onClick={() => setAdding(true)}>
            <Plus aria-hidden className="size-4" /> Add a webhook
          </Button>
        }
      >
        {hooks.isPending && (
          <Loading what="webhooks">
            <Skeleton className="h-40 rounded-card" />
          </Loading>
        )}
        {hooks.isError && <Failure error={hooks.error} retry={() => void hooks.refetch()} />}
        {hooks.data?.length === 0 && (
          <Empty icon={<Hook aria-hidden className="size-5" />} title="Nobody is told yet">
            Add an https address of yours; a test notice shows whether it arrives.
          </Empty>
        )}
        {hooks.data && hooks.data.length > 0 && (
          <Rows label="Webhooks">
            {hooks.data.map((hook) => (
              <HookRow key={hook.webhook_id} hook={hook} />
            ))}
          </Rows>
        )}
      </Section>
      {adding && <WebhookDialog close={() => setAdding(false)} />}
    </>
  );
}

function HookRow({ hook }: { hook: Webhook }) {
  return (
    <Row
      title={
        <>
          <Link to={`/admin/webhooks/${hook.webhook_id}`} className="rounded underline-offset-4 hover:underline">
            <bdi>{hook.description || hook.url}</bdi>
          </Link>
          <Badge tone={hook.status === "active" ? "good" : "warn"}>{hook.status}</Badge>
        </>
      }
      note={
        <>
          <span className="block font-mono text-xs leading-5">{hook.url}</span>
          {toldWhen(hook.events)}
          {hook.reason && <span className="block text-warn">{hook.reason}</span>}
        </>
      }
    />
  );
}
