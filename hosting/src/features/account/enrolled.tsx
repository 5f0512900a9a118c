import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";

import { codeOf } from "../../session/explain";
import { explainFactor, type Factor, personOf, withdraw } from "../../session/factor";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { Time } from "../../ui/time";
import { useToasts } from "../../ui/toast";
import { Confirm } from "../admin/confirm";
import { Again } from "./again";

interface Props {
  factor: Factor;
  /** The tenant wants one of this person. */
  required: boolean;
  /** This sign-in had it. */
  satisfied: boolean;
}

/** The second factor that there is. Only who has signed in with it is offered to take it away. */
export function Enrolled({ factor, required, satisfied }: Props) {
  const { auth } = useSession();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [asking, setAsking] = useState<"whether" | "who">();
  const remove = useMutation({
    mutationFn: () => withdraw(personOf(auth), factor),
    onSuccess: async () => {
      toasts.say({ text: "Your second factor is removed. Delete the entry in your app, too" });
      await queries.invalidateQueries();
    },
    onError: (error) => {
      if (codeOf(error) === "auth/requires-recent-login") setAsking("who");
      else toasts.sayFailure(new Error(explainFactor(error)));
    },
  });
  return (
    <section
      aria-label="Your second factor"
      className="flex flex-wrap items-center gap-4 rounded-card border border-line bg-surface p-5 shadow-card"
    >
      <ShieldCheck aria-hidden className="size-6 shrink-0 text-good" />
      <div className="min-w-0 flex-1 basis-40">
        <p className="font-medium wrap-anywhere">
          <bdi>{factor.name}</bdi>
        </p>
        <p className="text-sm text-muted">
          Set up <Time at={factor.enrolledAt} />
        </p>
      </div>
      {satisfied && (
        <Button tone="danger" busy={remove.isPending} onClick={() => setAsking("whether")}>
          Remove
        </Button>
      )}
      {asking === "whether" && (
        <Confirm
          title="Remove your second factor?"
          actName="Remove"
          act={() => remove.mutate()}
          close={() => setAsking(undefined)}
        >
          {required
            ? "Your team requires one of its admins: once it is removed, nothing opens to you until you have set up another."
            : "From then on your password alone signs you in. To move to another phone, remove this one and set up the other."}
        </Confirm>
      )}
      {asking === "who" && <Again done={() => remove.mutate()} close={() => setAsking(undefined)} />}
    </section>
  );
}
