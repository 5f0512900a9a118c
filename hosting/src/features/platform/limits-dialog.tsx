import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { SubmitEvent } from "react";

import { reply, replyWithTag } from "../../api/client";
import type { TenantLimits } from "../../api/model";
import { asProblem } from "../../api/problem";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Failure, Notice, Skeleton } from "../../ui/states";
import { useToasts } from "../../ui/toast";
import { limitFields, limitsOf, shown } from "./limits";

/**
 * Changes what a tenant may use. What is saved replaces what was shown: when somebody was quicker, their limits are shown, and nothing is
 * saved until they have been seen.
 */
export function LimitsDialog({ tenantId, name, close }: { tenantId: string; name: string; close: () => void }) {
  const { api } = useSession();
  const queries = useQueryClient();
  const toasts = useToasts();
  const params = { path: { tenant_id: tenantId } };
  const view = useQuery({
    queryKey: ["tenants", tenantId, "limits"],
    queryFn: ({ signal }) => replyWithTag(api.GET("/tenants/{tenant_id}", { signal, params })),
    staleTime: 0,
    gcTime: 0, // a form never begins with what was true some time ago
    refetchOnWindowFocus: false, // nor does it change while it is filled in
  });
  const save = useMutation({
    mutationFn: ({ limits, tag }: { limits: TenantLimits; tag: string }) =>
      reply(
        api.PATCH("/tenants/{tenant_id}", { params: { ...params, header: { "If-Match": tag } }, body: { limits } }),
      ),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["tenants"], exact: true });
      toasts.say({
        text: (
          <>
            The limits of <bdi>{name}</bdi> are changed
          </>
        ),
      });
      close();
    },
    onError: (error) => (asProblem(error).status === 412 ? view.refetch() : undefined),
  });
  const overtaken = save.isError && asProblem(save.error).status === 412;

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (view.data)
      save.mutate({ limits: limitsOf(new FormData(event.currentTarget), view.data.data.limits), tag: view.data.tag });
  }

  return (
    <Dialog title={`Limits of ${name}`} close={close} wide>
      {view.isPending && <Skeleton className="mt-4 h-80" />}
      {view.isError && <Failure error={view.error} retry={() => void view.refetch()} />}
      {view.data && (
        // Another version is another form.
        <form key={view.data.tag} onSubmit={submit} className="mt-4 space-y-6">
          {overtaken && (
            <Notice tone="neutral">
              Somebody has changed this tenant in the meantime. These are its limits now; change them again if you still
              want to.
            </Notice>
          )}
          <div className="grid gap-x-5 gap-y-4 sm:grid-cols-2">
            {limitFields.map((field) => (
              <Field
                key={field.name}
                label={field.label}
                name={field.name}
                type="number"
                inputMode="decimal"
                min={field.least}
                step={field.name === "bytes_per_month" ? "any" : 1}
                required
                defaultValue={shown(view.data.data.limits, field.name)}
                {...(field.hint && { hint: field.hint })}
              />
            ))}
          </div>
          {save.isError && !overtaken && <Failure error={save.error} />}
          <div className="flex justify-end gap-2">
            <Button tone="quiet" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" tone="accent" busy={save.isPending}>
              Save the limits
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
