import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";

import { reply } from "../../api/client";
import { asProblem } from "../../api/problem";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { Select } from "../../ui/select";
import { Failure, Skeleton } from "../../ui/states";
import { grantable, usual, wordsOf } from "./permissions";
import { meQuery } from "./queries";
import { SecretOnce } from "./secret-once";

/** Makes a key and shows it once. */
export function KeyDialog({ close }: { close: () => void }) {
  const { api } = useSession();
  const queries = useQueryClient();
  const me = useQuery(meQuery(api));
  const [chosen, setChosen] = useState(usual);
  const [days, setDays] = useState("90");
  const make = useMutation({
    mutationFn: (name: string) =>
      reply(api.POST("/api-keys", { body: { name, scopes: chosen, expires_in_days: Number(days) } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["api-keys"] }),
  });
  const fault = make.isError ? asProblem(make.error).fields.find((one) => one.path === "body.name") : undefined;

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get("name");
    if (typeof name === "string") make.mutate(name.trim());
  }

  return (
    <Dialog title="Make an API key" close={close} wide>
      {make.isSuccess ? (
        <SecretOnce what="key" secret={make.data.key} close={close} />
      ) : (
        <form onSubmit={submit} className="mt-4 space-y-5">
          <Field
            label="What it is for"
            name="name"
            placeholder="Nightly import"
            autoComplete="off"
            required
            maxLength={80}
            fault={fault?.message}
          />
          <fieldset>
            <legend className="mb-1.5 text-sm font-medium">What it may do</legend>
            {me.isPending && <Skeleton className="h-40" />}
            {me.isError && <Failure error={me.error} retry={() => void me.refetch()} />}
            <div className="grid gap-x-4 sm:grid-cols-2">
              {me.isSuccess &&
                grantable(me.data.permissions).map((permission) => (
                  <label key={permission} className="flex min-h-9 items-center gap-2.5 text-sm">
                    <input
                      type="checkbox"
                      className="size-4 accent-accent"
                      checked={chosen.includes(permission)}
                      onChange={(event) =>
                        setChosen((before) =>
                          event.target.checked ? [...before, permission] : before.filter((one) => one !== permission),
                        )
                      }
                    />
                    {wordsOf(permission)}
                  </label>
                ))}
            </div>
          </fieldset>
          <div className="flex items-center gap-3 text-sm">
            Good for
            <Select
              label="Days until it expires"
              value={days}
              change={setDays}
              options={[
                ["7", "7 days"],
                ["30", "30 days"],
                ["90", "90 days"],
                ["365", "a year"],
              ]}
            />
          </div>
          {make.isError && !fault && <Failure error={make.error} />}
          <div className="flex justify-end gap-2">
            <Button tone="quiet" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" tone="accent" busy={make.isPending} disabled={chosen.length === 0}>
              Make the key
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
