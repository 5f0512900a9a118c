import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { SubmitEvent } from "react";

import { reply } from "../../api/client";
import { asProblem } from "../../api/problem";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Failure } from "../../ui/states";

/** Makes a tenant. Its id is part of addresses and datasets and never changes. */
export function TenantDialog({ close }: { close: () => void }) {
  const { api } = useSession();
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn: (body: { tenant_id: string; name: string }) => reply(api.POST("/tenants", { body })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["tenants"] });
      close();
    },
  });
  const fault = make.isError ? asProblem(make.error).fields.find((one) => one.path === "body.tenant_id") : undefined;

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const id = form.get("id");
    const name = form.get("name");
    if (typeof id === "string" && typeof name === "string") make.mutate({ tenant_id: id.trim(), name: name.trim() });
  }

  return (
    <Dialog title="Make a tenant" close={close}>
      <form onSubmit={submit} className="mt-4 space-y-5">
        <Field label="Name" name="name" placeholder="Acme Corp" autoComplete="off" required maxLength={80} />
        <Field
          label="Id"
          name="id"
          placeholder="acme"
          hint="3 to 24 lower-case letters and digits, a letter first. It never changes."
          autoComplete="off"
          required
          minLength={3}
          maxLength={24}
          pattern="[a-z][a-z0-9]+"
          fault={fault?.message}
        />
        {make.isError && !fault && <Failure error={make.error} />}
        <div className="flex justify-end gap-2">
          <Button tone="quiet" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" tone="accent" busy={make.isPending}>
            Make it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
