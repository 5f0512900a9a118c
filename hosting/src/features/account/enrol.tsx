import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { TotpSecret } from "firebase/auth";
import { Smartphone } from "lucide-react";
import { type SubmitEvent, useState } from "react";

import { CodeField, codeIn, type Refused } from "../../session/code-field";
import { codeOf } from "../../session/explain";
import { begin, enrol, explainFactor, personOf } from "../../session/factor";
import { field } from "../../session/front";
import { useSession } from "../../session/session";
import { Button, look } from "../../ui/button";
import { CopyButton } from "../../ui/copy-button";
import { Field } from "../../ui/field";
import { Empty, Notice } from "../../ui/states";
import { useToasts } from "../../ui/toast";
import { Again } from "./again";
import { grouped, keyUri } from "./key-uri";
import { QrCode } from "./qr-code";

const tooOld = (error: unknown) => codeOf(error) === "auth/requires-recent-login";

/** Sets up an authenticator app: a secret for the app, and the first code that it shows. */
export function Enrol() {
  const { auth } = useSession();
  const [asking, setAsking] = useState(false);
  const start = useMutation({
    mutationFn: () => begin(personOf(auth)),
    onError: (error) => setAsking(tooOld(error)),
  });
  return (
    <>
      {start.data ? (
        <Steps key={start.data.secretKey} secret={start.data} anew={start.mutate} busy={start.isPending} />
      ) : (
        <Empty
          icon={<Smartphone aria-hidden className="size-5" />}
          title="You have none yet"
          action={
            <Button tone="accent" busy={start.isPending} onClick={() => start.mutate()}>
              Set up an authenticator app
            </Button>
          }
        >
          It takes a minute and an authenticator app, such as the ones of Google and Microsoft, 1Password or Aegis. No
          message is sent, and the app needs no connection.
        </Empty>
      )}
      {start.isError && !tooOld(start.error) && <Notice tone="bad">{explainFactor(start.error)}</Notice>}
      {asking && <Again done={() => start.mutate()} close={() => setAsking(false)} />}
    </>
  );
}

/** What another try can mend; after anything else it begins anew. */
const mendable = ["auth/invalid-verification-code", "auth/network-request-failed", "auth/too-many-requests"];

/** What a factor is called by who calls it nothing. */
const usual = "Authenticator app";

/** For what comes in place of the button that was pressed. */
const takeFocus = (heading: HTMLElement | null) => heading?.focus();

function Steps({ secret, anew, busy }: { secret: TotpSecret; anew: () => void; busy: boolean }) {
  const { auth, renew } = useSession();
  const queries = useQueryClient();
  const toasts = useToasts();
  const [asking, setAsking] = useState(false);
  const [refused, setRefused] = useState<Refused>();
  const finish = useMutation({
    mutationFn: ({ code, name }: { code: string; name: string }) => enrol(personOf(auth), secret, code, name),
    onSuccess: async () => {
      toasts.say({ text: "Your second factor is set up. From now on you sign in with it" });
      await renew();
      await queries.invalidateQueries(); // all of it may look different to who has both factors
    },
    onError: (error) => {
      setAsking(tooOld(error));
      if (mendable.includes(codeOf(error))) setRefused({ text: explainFactor(error) });
    },
  });
  const lost = finish.isError && !tooOld(finish.error) && !mendable.includes(codeOf(finish.error));

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const name = field(new FormData(form), "name").trim() || usual;
    finish.mutate({ code: codeIn(form), name });
  }

  return (
    <section
      aria-label="Set up an authenticator app"
      className="rise rounded-card border border-line bg-surface p-5 shadow-card sm:p-6"
    >
      <AddToApp secret={secret} />
      {lost ? (
        <div className="mt-8 space-y-5 border-t border-line pt-6">
          <Notice tone="bad">{explainFactor(finish.error)}</Notice>
          <Button tone="accent" busy={busy} onClick={anew}>
            Begin again
          </Button>
        </div>
      ) : (
        <form className="mt-8 space-y-5 border-t border-line pt-6" onSubmit={submit}>
          <h2 className="font-semibold">2. Type the code that it shows</h2>
          <div className="grid items-start gap-x-5 gap-y-4 sm:grid-cols-2">
            <CodeField refused={refused} />
            <Field label="What you call it" name="name" defaultValue={usual} maxLength={60} autoComplete="off" />
          </div>
          <Button type="submit" tone="accent" busy={finish.isPending}>
            Finish
          </Button>
        </form>
      )}
      {asking && (
        <Again done={() => finish.variables && finish.mutate(finish.variables)} close={() => setAsking(false)} />
      )}
    </section>
  );
}

/** The secret for the app, to scan, to type, or to open where one is. */
function AddToApp({ secret }: { secret: TotpSecret }) {
  const uri = keyUri(secret, useSession().email);
  return (
    <>
      <h2 ref={takeFocus} tabIndex={-1} className="font-semibold outline-none">
        1. Add CAPI Demos to your app
      </h2>
      <div className="mt-4 flex flex-wrap gap-x-6 gap-y-4">
        <QrCode text={uri} label="QR code with the secret, for your app's camera" />
        <div className="min-w-0 flex-1 basis-56 space-y-3 text-sm">
          <p className="text-muted">Have the app scan this picture. If it cannot, type this secret into it instead:</p>
          <div className="flex items-center gap-2 rounded-field bg-sunken py-1.5 pr-1.5 pl-3.5">
            <code className="min-w-0 flex-1 font-mono text-sm text-balance">{grouped(secret.secretKey)}</code>
            <CopyButton text={secret.secretKey} label="Copy the secret" />
          </div>
          <a href={uri} className={look("plain", "pointer-fine:hidden")}>
            Open the app on this device
          </a>
          <p className="text-muted">Keep it to yourself: who has it has your second factor.</p>
        </div>
      </div>
    </>
  );
}
