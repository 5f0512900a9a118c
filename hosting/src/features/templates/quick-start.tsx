import { useMutation, useQuery } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { useNavigate } from "react-router";

import { reply } from "../../api/client";
import type { TemplateCard } from "../../api/model";
import { asProblem } from "../../api/problem";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field } from "../../ui/field";
import { plural, shortCount } from "../../ui/format";
import { Failure } from "../../ui/states";
import { estimateQuery } from "./queries";
import { Terms } from "./terms";

/** Longest accepted name of a customer, in characters; the server holds the rule. */
const longestName = 100;

/** Asks whom the demo is for, says what it takes, and starts it. */
export function QuickStart({ card, close }: { card: TemplateCard; close: () => void }) {
  const { api } = useSession();
  const navigate = useNavigate();
  const estimate = useQuery(estimateQuery(api, card.template_id));
  const [key] = useState(() => crypto.randomUUID()); // one opened dialog makes one demo, however often it is sent
  const start = useMutation({
    mutationFn: (customer: string) =>
      reply(
        api.POST("/provision/quick", {
          params: { header: { "Idempotency-Key": key } },
          body: { template_id: card.template_id, customer_name: customer },
        }),
      ),
    onSuccess: (accepted) => void navigate(`/jobs/${accepted.job_id}`),
  });
  const fault = start.isError
    ? asProblem(start.error).fields.find((one) => one.path === "body.customer_name")
    : undefined;

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const customer = new FormData(event.currentTarget).get("customer");
    if (typeof customer === "string") start.mutate(customer.trim());
  }

  return (
    <Dialog title={card.display_name} close={close}>
      <form onSubmit={submit} className="space-y-5">
        <p className="text-sm text-muted">
          A private copy of {plural(card.table_count, "table")} with {shortCount(card.rows)} rows, and an agent that
          knows them.
        </p>
        <Field
          label="Customer"
          name="customer"
          placeholder="Acme Corp"
          autoComplete="off"
          maxLength={longestName}
          required
          fault={fault ? `The name ${fault.message}.` : undefined}
        />
        <Terms estimate={estimate.data} failed={estimate.isError} />
        {start.isError && !fault && <Failure error={start.error} />}
        <div className="flex justify-end gap-2">
          <Button tone="quiet" onClick={close}>
            Cancel
          </Button>
          <Button
            type="submit"
            tone="accent"
            busy={start.isPending || start.isSuccess}
            disabled={estimate.data?.allowed === false}
          >
            Create demo
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
