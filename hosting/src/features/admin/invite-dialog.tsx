import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";

import { reply } from "../../api/client";
import { asProblem } from "../../api/problem";
import { linkOf } from "../../session/invite";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Failure } from "../../ui/states";
import { Time } from "../../ui/time";
import { givable, type Role, roles } from "./roles";
import { SecretOnce } from "./secret-once";

/** How long an invite is good, in days. */
const days = 7;

/** Makes an invite and shows its link once. */
export function InviteDialog({ close }: { close: () => void }) {
  const { api, role: own } = useSession();
  const queries = useQueryClient();
  const [role, setRole] = useState<Role>("engineer");
  const invite = useMutation({
    mutationFn: (email: string) =>
      reply(api.POST("/invites", { body: { role, expires_in_days: days, ...(email && { email }) } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["invites"] }),
  });
  const fault = invite.isError ? asProblem(invite.error).fields.find((one) => one.path === "body.email") : undefined;

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const email = new FormData(event.currentTarget).get("email");
    invite.mutate(typeof email === "string" ? email.trim() : "");
  }

  return (
    <Dialog title="Invite a colleague" close={close}>
      {invite.isSuccess ? (
        <SecretOnce what="link" secret={linkOf(invite.data.code, location.origin)} close={close}>
          {invite.data.email ? `Only ${invite.data.email}` : "Whoever opens it"} can join with it: once, and until{" "}
          <Time at={invite.data.expires_at} />.
        </SecretOnce>
      ) : (
        <form onSubmit={submit} className="mt-4 space-y-5">
          <fieldset>
            <legend className="mb-1.5 text-sm font-medium">Role</legend>
            <div className="space-y-1.5">
              {givable(own).map((one) => (
                <div
                  key={one}
                  className="relative flex gap-3 rounded-field border border-line px-3.5 py-2.5 text-sm has-checked:border-accent"
                >
                  <input
                    id={`role-${one}`}
                    type="radio"
                    name="role"
                    aria-describedby={`role-${one}-may`}
                    checked={role === one}
                    onChange={() => setRole(one)}
                    className="mt-1 accent-accent"
                  />
                  <div>
                    <label htmlFor={`role-${one}`} className="font-medium after:absolute after:inset-0">
                      {roles[one].name}
                    </label>
                    <p id={`role-${one}-may`} className="text-muted">
                      {roles[one].may}
                    </p>
                  </div>
                </div>
              ))}
            </div>
          </fieldset>
          <Field
            label="E-mail, if only one person may use the link"
            name="email"
            type="email"
            autoComplete="off"
            fault={fault?.message}
          />
          {invite.isError && !fault && <Failure error={invite.error} />}
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
