import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { useNavigate } from "react-router";

import { reply } from "../../api/client";
import { asProblem } from "../../api/problem";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Failure } from "../../ui/states";
import { events } from "./events";
import { SecretOnce } from "./secret-once";

/** Adds a webhook and shows its signing secret once. */
export function WebhookDialog({ close }: { close: () => void }) {
  const { api } = useSession();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [chosen, setChosen] = useState<string[]>(Object.keys(events));
  const add = useMutation({
    mutationFn: (body: { url: string; description: string }) =>
      reply(api.POST("/webhooks", { body: { ...body, events: chosen } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  const fault = add.isError ? asProblem(add.error).fields.find((one) => one.path === "body.url") : undefined;
  const problem = add.isError ? asProblem(add.error).message : undefined;

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => {
      const value = form.get(name);
      return typeof value === "string" ? value.trim() : "";
    };
    add.mutate({ url: text("url"), description: text("description") });
  }

  return (
    <Dialog title="Add a webhook" close={close}>
      {add.isSuccess ? (
        <SecretOnce
          what="signing secret"
          secret={add.data.secret}
          close={() => {
            close();
            void navigate(`/admin/webhooks/${add.data.webhook_id}`);
          }}
        />
      ) : (
        <form onSubmit={submit} className="mt-4 space-y-5">
          <Field
            label="Address"
            name="url"
            type="url"
            placeholder="https://example.com/hook"
            autoComplete="off"
            required
            fault={fault && problem}
          />
          <Field
            label="What it is for"
            name="description"
            placeholder="Build server"
            autoComplete="off"
            maxLength={200}
          />
          <fieldset>
            <legend className="mb-1.5 text-sm font-medium">It is told when</legend>
            {Object.entries(events).map(([event, words]) => (
              <label key={event} className="flex min-h-9 items-center gap-2.5 text-sm">
                <input
                  type="checkbox"
                  className="size-4 accent-accent"
                  checked={chosen.includes(event)}
                  onChange={(change) =>
                    setChosen((before) =>
                      change.target.checked ? [...before, event] : before.filter((one) => one !== event),
                    )
                  }
                />
                {words}
              </label>
            ))}
          </fieldset>
          {add.isError && !fault && <Failure error={add.error} />}
          <div className="flex justify-end gap-2">
            <Button tone="quiet" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" tone="accent" busy={add.isPending} disabled={chosen.length === 0}>
              Add
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
