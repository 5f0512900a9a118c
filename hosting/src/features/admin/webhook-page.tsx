import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, RefreshCw, Send, Trash2 } from "lucide-react";
import { useState } from "react";
import { useNavigate, useParams } from "react-router";

import { done, reply, tagOf } from "../../api/client";
import type { Delivery, Webhook } from "../../api/model";
import { useSession } from "../../session/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Link } from "../../ui/link";
import { Section } from "../../ui/page-head";
import { Empty, Failure, Loading, Notice, Skeleton } from "../../ui/states";
import { Time } from "../../ui/time";
import { useToasts } from "../../ui/toast";
import { Confirm } from "./confirm";
import { Listing, Row } from "./listing";
import { deliveriesQuery, webhooksQuery } from "./queries";
import { SecretOnce } from "./secret-once";

/** One webhook: whether it is told, and what it was told. */
export function WebhookPage() {
  const { webhookId = "" } = useParams();
  const { api } = useSession();
  const hooks = useQuery(webhooksQuery(api));
  const deliveries = useInfiniteQuery(deliveriesQuery(api, webhookId));
  if (hooks.isPending) {
    return (
      <Loading what="the webhook">
        <Skeleton className="mt-10 h-72 rounded-card" />
      </Loading>
    );
  }
  if (hooks.isError) return <Failure error={hooks.error} retry={() => void hooks.refetch()} />;
  const hook = hooks.data.find((one) => one.webhook_id === webhookId);
  if (!hook) return <Empty title="There is no such webhook" />;
  return (
    <>
      <Link
        to="/admin/webhooks"
        className="mt-6 inline-flex items-center gap-1.5 rounded text-sm text-muted hover:text-ink"
      >
        <ArrowLeft aria-hidden className="size-4" /> Webhooks
      </Link>
      <Head hook={hook} />
      <Section
        title="Deliveries"
        note="The last 30 days. A notice that fails is tried again after 1 and 10 minutes, 1 and 6 hours."
      >
        <Listing
          what="deliveries"
          query={deliveries}
          empty={
            <Empty icon={<Send aria-hidden className="size-5" />} title="Nothing was sent yet">
              Send a test notice, or make a demo.
            </Empty>
          }
          row={(delivery) => <DeliveryRow key={delivery.delivery_id} webhookId={webhookId} delivery={delivery} />}
        />
      </Section>
    </>
  );
}

function Head({ hook }: { hook: Webhook }) {
  const { api } = useSession();
  const queries = useQueryClient();
  const toasts = useToasts();
  const navigate = useNavigate();
  const [secret, setSecret] = useState<string>();
  const [leaving, setLeaving] = useState(false);
  const params = { path: { webhook_id: hook.webhook_id } };
  const refresh = () => queries.invalidateQueries({ queryKey: ["webhooks"] });
  const tagged = async () => ({
    params: { ...params, header: { "If-Match": await tagOf(api.GET("/webhooks/{webhook_id}", { params })) } },
  });
  const test = useMutation({
    mutationFn: () => reply(api.POST("/webhooks/{webhook_id}/test", { params })),
    onError: toasts.sayFailure,
    onSettled: refresh,
  });
  const enable = useMutation({
    mutationFn: async () =>
      reply(api.PATCH("/webhooks/{webhook_id}", { ...(await tagged()), body: { enabled: hook.status !== "active" } })),
    onError: toasts.sayFailure,
    onSettled: refresh,
  });
  const rotate = useMutation({
    mutationFn: async () => reply(api.POST("/webhooks/{webhook_id}/rotate", await tagged())),
    onSuccess: (rotated) => setSecret(rotated.secret),
    onError: toasts.sayFailure,
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: () => done(api.DELETE("/webhooks/{webhook_id}", { params })),
    onSuccess: () => {
      void navigate("/admin/webhooks");
      // The list only: what this page asks for is gone, and it stands until the next one is there.
      return queries.invalidateQueries({ queryKey: ["webhooks"], exact: true });
    },
    onError: toasts.sayFailure,
  });
  return (
    <div className="mt-3 flex flex-wrap items-start justify-between gap-4">
      <div className="min-w-0 flex-1 basis-72">
        <h2 className="flex flex-wrap items-center gap-2 text-xl font-semibold tracking-tight wrap-anywhere">
          <bdi>{hook.description || "Webhook"}</bdi>
          <Badge tone={hook.status === "active" ? "good" : "warn"}>{hook.status}</Badge>
        </h2>
        <p className="mt-1 font-mono text-xs text-muted wrap-anywhere">{hook.url}</p>
        {hook.reason && (
          <div className="mt-3 max-w-xl">
            <Notice tone="neutral">{hook.reason}</Notice>
          </div>
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button tone="accent" busy={test.isPending} onClick={() => test.mutate()}>
          <Send aria-hidden className="size-4" /> Send a test
        </Button>
        <Button busy={enable.isPending} onClick={() => enable.mutate()}>
          {hook.status === "active" ? "Disable" : "Enable"}
        </Button>
        <Button busy={rotate.isPending} onClick={() => rotate.mutate()}>
          <RefreshCw aria-hidden className="size-4" /> New secret
        </Button>
        <Button tone="danger" busy={remove.isPending} onClick={() => setLeaving(true)}>
          <Trash2 aria-hidden className="size-4" /> Delete
        </Button>
      </div>
      {leaving && (
        <Confirm
          title="Delete the webhook?"
          actName="Delete"
          act={() => remove.mutate()}
          close={() => setLeaving(false)}
        >
          It is told nothing any more, and its log is gone. Disabling it keeps both.
        </Confirm>
      )}
      {secret && (
        <Dialog title="The new signing secret" close={() => setSecret(undefined)}>
          <SecretOnce what="signing secret" secret={secret} close={() => setSecret(undefined)} />
        </Dialog>
      )}
    </div>
  );
}

const tones = { pending: "accent", sending: "accent", delivered: "good", failed: "bad" } as const;

function DeliveryRow({ webhookId, delivery }: { webhookId: string; delivery: Delivery }) {
  const { api } = useSession();
  const queries = useQueryClient();
  const toasts = useToasts();
  const again = useMutation({
    mutationFn: () =>
      reply(
        api.POST("/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver", {
          params: { path: { webhook_id: webhookId, delivery_id: delivery.delivery_id } },
        }),
      ),
    onError: toasts.sayFailure,
    onSettled: () => queries.invalidateQueries({ queryKey: ["webhooks", webhookId] }),
  });
  const ended = delivery.status === "delivered" || delivery.status === "failed";
  return (
    <Row
      title={
        <>
          <code className="font-mono text-sm">{delivery.type}</code>
          <Badge tone={tones[delivery.status]}>{delivery.status}</Badge>
        </>
      }
      note={
        <>
          <Time at={delivery.created_at} /> · {delivery.attempts === 1 ? "1 attempt" : `${delivery.attempts} attempts`}
          {delivery.answer !== undefined && <> · answered {delivery.answer}</>}
          {delivery.attempts > 0 && <> · {delivery.took_ms} ms</>}
          {!ended && delivery.attempts > 0 && delivery.next_at && (
            <>
              {" "}
              · again at <Time at={delivery.next_at} />
            </>
          )}
          {delivery.error && <span className="block text-bad">{delivery.error}</span>}
        </>
      }
      aside={
        ended && (
          <Button busy={again.isPending} onClick={() => again.mutate()}>
            Send again
          </Button>
        )
      }
    />
  );
}
