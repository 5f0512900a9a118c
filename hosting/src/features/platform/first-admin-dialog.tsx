import { useMutation } from "@tanstack/react-query";
import type { SubmitEvent } from "react";

import { reply } from "../../api/client";
import { linkOf } from "../../session/invite";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Failure } from "../../ui/states";
import { Time } from "../../ui/time";
import { SecretOnce } from "../admin/secret-once";

/** How long an invite is good, in days. */
const days = 7;

/** Invites an admin of a tenant, who can then invite everybody else. */
export function FirstAdminDialog({ tenantId, name, close }: { tenantId: string; name: string; close: () => void }) {
  const { api } = useSession();
  const invite = useMutation({
    mutationFn: (email: string) =>
      reply(
        api.POST("/tenants/{tenant_id}/invites", {
          params: { path: { tenant_id: tenantId } },
          body: { expires_in_days: days, ...(email && { email }) },
        }),
      ),
  });
  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const email = new FormData(event.currentTarget).get("email");
    invite.mutate(typeof email === "string" ? email.trim() : "");
  }
  return (
    <Dialog title={`Invite an admin of ${name}`} close={close}>
      {invite.isSuccess ? (
        <SecretOnce what="link" secret={linkOf(invite.data.code, location.origin)} close={close}>
          {invite.data.email ? `Only ${invite.data.email}` : "Whoever opens it"} can join with it: once, and until{" "}
          <Time at={invite.data.expires_at} />.
        </SecretOnce>
      ) : (
        <form onSubmit={submit} className="mt-4 space-y-5">
          <p className="text-muted">They invite everybody else. You never see what their team does.</p>
          <Field label="E-mail, if only one person may use the link" name="email" type="email" autoComplete="off" />
          {invite.isError && <Failure error={invite.error} />}
          <div className="flex justify-end gap-2">
            <Button tone="quiet" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" tone="accent" busy={invite.isPending}>
              Make the link
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
