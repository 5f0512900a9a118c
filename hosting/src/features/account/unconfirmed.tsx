import { sendEmailVerification } from "firebase/auth";
import { useMutation } from "@tanstack/react-query";
import { MailCheck } from "lucide-react";

import { explainFactor, personOf } from "../../session/factor";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { Empty, Notice } from "../../ui/states";

/** A second factor would lock out whoever the address really belongs to, so the address is confirmed first. The page goes on by itself. */
export function Unconfirmed() {
  const { auth, email } = useSession();
  const send = useMutation({ mutationFn: () => sendEmailVerification(personOf(auth), { url: location.href }) });
  return (
    <Empty
      icon={<MailCheck aria-hidden className="size-5" />}
      title="Confirm your e-mail first"
      action={
        <Button tone="accent" busy={send.isPending} disabled={send.isSuccess} onClick={() => send.mutate()}>
          {send.isSuccess ? "Sent" : "Send the mail"}
        </Button>
      }
    >
      We send a link to <bdi>{email}</bdi>. Open it, and come back here.
      {send.isError && (
        <div className="mt-4 text-left">
          <Notice tone="bad">{explainFactor(send.error)}</Notice>
        </div>
      )}
    </Empty>
  );
}
