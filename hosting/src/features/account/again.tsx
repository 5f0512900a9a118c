import type { MultiFactorError } from "firebase/auth";
import { type SubmitEvent, useState } from "react";

import { asksSecond, codeOf } from "../../session/explain";
import { explainFactor, hasPassword, personOf, showAgain } from "../../session/factor";
import { field } from "../../session/front";
import SecondStep from "../../session/second-step";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Field } from "../../ui/field";

/** How the service says that a password is not right. */
const wrong = ["auth/invalid-credential", "auth/wrong-password"];

/**
 * Has the person show anew who they are, and goes on with what was refused without: a device that was left open does not change how its
 * owner signs in.
 */
export function Again({ done, close }: { done: () => void; close: () => void }) {
  const { auth, email, signOut } = useSession();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const [asked, setAsked] = useState<MultiFactorError>();

  function finish() {
    close();
    done();
  }

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const password = field(new FormData(event.currentTarget), "password");
    setBusy(true);
    setFault(undefined);
    try {
      await showAgain(personOf(auth), password);
      finish();
    } catch (thrown) {
      if (asksSecond(thrown)) setAsked(thrown);
      else setFault(wrong.includes(codeOf(thrown)) ? "This is not your password." : explainFactor(thrown));
      setBusy(false);
    }
  }

  function back(why?: string) {
    setAsked(undefined);
    setFault(why);
  }

  if (!hasPassword(personOf(auth))) {
    return (
      <Dialog title="Is it you?" close={close}>
        <p className="mb-6 text-muted">
          It is some time ago that you signed in. Sign out, sign in again, and come back here within five minutes.
        </p>
        <div className="flex justify-end">
          <Button tone="accent" onClick={() => void signOut()}>
            Sign out
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title="Is it you?" close={close}>
      {asked ? (
        <div className="mt-4">
          <SecondStep auth={auth} asked={asked} back={back} done={finish} />
        </div>
      ) : (
        <form className="mt-1 space-y-5" onSubmit={(event) => void submit(event)}>
          <p className="text-muted">It is some time ago that you signed in. Type your password, and it goes on.</p>
          <input type="hidden" name="username" autoComplete="username" value={email} />
          <Field
            label="Password"
            name="password"
            type="password"
            autoComplete="current-password"
            required
            fault={fault}
          />
          <div className="flex justify-end gap-2">
            <Button tone="quiet" onClick={close}>
              Cancel
            </Button>
            <Button type="submit" tone="accent" busy={busy}>
              Continue
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
