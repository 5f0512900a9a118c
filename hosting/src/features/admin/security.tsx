import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, ShieldCheck } from "lucide-react";
import { useState } from "react";

import { reply, tagOf } from "../../api/client";
import { useSession } from "../../session/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { ButtonLink } from "../../ui/button-link";
import { Section } from "../../ui/page-head";
import { Empty, Failure, Loading, Skeleton } from "../../ui/states";
import { useToasts } from "../../ui/toast";
import { Confirm } from "./confirm";
import { Row, Rows } from "./listing";
import { meQuery, settingsQuery } from "./queries";

/** Whether the tenant's admins need a second factor, and the switch for it. */
export function Security() {
  const { api, tenant } = useSession();
  const settings = useQuery(settingsQuery(api, tenant));
  const me = useQuery(meQuery(api));
  const failed = [settings, me].find(({ isError }) => isError);
  return (
    <Section title="Security" note="How whoever leads your tenant signs in.">
      {failed && <Failure error={failed.error} retry={() => void failed.refetch()} />}
      {!failed && (settings.isPending || me.isPending) && (
        <Loading what="the settings">
          <Skeleton className="h-20 rounded-card" />
        </Loading>
      )}
      {settings.isSuccess && me.isSuccess && (
        <div className="space-y-6">
          <Requirement required={settings.data.require_mfa} satisfied={me.data.mfa.satisfied} />
          {!settings.data.require_mfa && !me.data.mfa.satisfied && <OwnFirst />}
        </div>
      )}
    </Section>
  );
}

function Requirement({ required, satisfied }: { required: boolean; satisfied: boolean }) {
  const { api, tenant } = useSession();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [asking, setAsking] = useState(false);
  const change = useMutation({
    mutationFn: async (require_mfa: boolean) => {
      const path = { tenant_id: tenant };
      const tag = await tagOf(api.GET("/tenants/{tenant_id}", { params: { path } }));
      const params = { path, header: { "If-Match": tag } };
      return reply(api.PATCH("/tenants/{tenant_id}", { params, body: { settings: { require_mfa } } }));
    },
    onSuccess: async (_, now) => {
      toasts.say({ text: now ? "Admins need a second factor from now on" : "Admins need no second factor any more" });
      await queries.invalidateQueries({ queryKey: ["tenants", tenant] });
      await queries.invalidateQueries(meQuery(api));
    },
    onError: toasts.sayFailure,
  });
  return (
    <>
      <Rows label="security settings">
        <Row
          title={
            <>
              Second factor of admins
              <Badge tone={required ? "good" : "neutral"}>{required ? "required" : "not required"}</Badge>
            </>
          }
          note="A code from an authenticator app, as well as the password. It is asked of everybody who leads the tenant."
          aside={
            (required || satisfied) && (
              <Button
                tone={required ? "danger" : "accent"}
                busy={change.isPending}
                onClick={() => (required ? change.mutate(false) : setAsking(true))}
              >
                {required ? "Stop requiring it" : "Require it"}
              </Button>
            )
          }
        />
      </Rows>
      {asking && (
        <Confirm
          title="Require a second factor?"
          actName="Require it"
          act={() => change.mutate(true)}
          close={() => setAsking(false)}
        >
          <p>
            It holds at once. An admin who signed in without one is led to setting it up, and sees nothing else before.
          </p>
          <p className="mt-3">API keys work on: look through them, and revoke those that nobody knows.</p>
        </Confirm>
      )}
    </>
  );
}

/** Requiring what one does not have would shut oneself out, so the server refuses it; here is the way to have it. */
function OwnFirst() {
  return (
    <Empty
      icon={<KeyRound aria-hidden className="size-5" />}
      title="Set up your own first"
      action={
        <ButtonLink to="/account/second-factor" tone="accent">
          <ShieldCheck aria-hidden className="size-4" /> Set up my second factor
        </ButtonLink>
      }
    >
      Once it is required, an admin without a second factor sees nothing but the page to set one up, and you signed in
      without. Add yours, then come back and require it.
    </Empty>
  );
}
