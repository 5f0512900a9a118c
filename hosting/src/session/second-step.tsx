import { type Auth, getMultiFactorResolver, type MultiFactorError, TotpMultiFactorGenerator } from "firebase/auth";
import { type SubmitEvent, useEffect, useState } from "react";

import { Button } from "../ui/button";
import { Notice } from "../ui/states";
import { CodeField, codeIn, type Refused } from "./code-field";
import { codeOf } from "./explain";
import { explainFactor } from "./factor";

interface Props {
  auth: Auth;
  /** The service's wish for a second factor: what the first one was answered with. */
  asked: MultiFactorError;
  /** Back to the first step; why, when the service wants it. */
  back: (why?: string) => void;
  /** What follows; nothing where SessionGate sees it. */
  done?: () => void;
}

/** What cannot be mended by another code: the first step is due again. */
const over = ["auth/totp-challenge-timeout", "auth/invalid-multi-factor-session", "auth/invalid-credential"];

/** The second step of signing in: the code of the person's authenticator app. */
export default function SecondStep({ auth, asked, back, done }: Props) {
  const [resolver] = useState(() => getMultiFactorResolver(auth, asked));
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refused>();
  const factor = resolver.hints.find(({ factorId }) => factorId === TotpMultiFactorGenerator.FACTOR_ID);

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (!factor) return;
    const code = codeIn(event.currentTarget);
    setBusy(true);
    try {
      await resolver.resolveSignIn(TotpMultiFactorGenerator.assertionForSignIn(factor.uid, code));
      done?.();
    } catch (thrown) {
      const text = explainFactor(thrown);
      setBusy(false);
      if (over.includes(codeOf(thrown))) back(text);
      else setRefused({ text });
    }
  }

  useEffect(() => {
    const leave = ({ key }: KeyboardEvent) => {
      if (key === "Escape") back();
    };
    document.addEventListener("keydown", leave);
    return () => document.removeEventListener("keydown", leave);
  }, [back]);

  return (
    <form className="rise space-y-5" aria-label="Second step" onSubmit={(event) => void submit(event)}>
      {factor ? (
        <>
          <p className="text-sm text-muted">
            One more step: open <bdi className="font-medium text-ink">{factor.displayName ?? "your app"}</bdi> and type
            what it shows for CAPI Demos.
          </p>
          <CodeField first refused={refused} />
          <Button type="submit" tone="accent" className="w-full" busy={busy}>
            Continue
          </Button>
          <p className="text-sm text-muted">
            Have you lost it? Ask whoever runs the platform to take it off your account.
          </p>
        </>
      ) : (
        <Notice tone="bad">
          The second factor of this account is not an authenticator app, and this page takes no other. Ask whoever runs
          the platform to take it off your account.
        </Notice>
      )}
      <Button tone="quiet" className="w-full" onClick={() => back()}>
        Back
      </Button>
    </form>
  );
}
