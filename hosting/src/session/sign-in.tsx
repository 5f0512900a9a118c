import { type Auth, signInWithEmailAndPassword } from "firebase/auth";
import { lazy, type SubmitEvent, Suspense, useState } from "react";

import type { Provider } from "../app/config";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Notice } from "../ui/states";
import { useTitle } from "../ui/use-title";
import { asksSecond, explain, Refusal } from "./explain";
import { field, Front, Otherwise } from "./front";
import { Elsewhere } from "./elsewhere";

const SecondStep = lazy(() => import("./second-step"));

/** What every way of signing in needs. */
export interface Ways {
  auth: Auth;
  /** With whom people may sign in instead of with a password. */
  providers: Provider[];
  /** What went wrong before. */
  failure?: unknown;
}

/** With a provider, or with e-mail and password. */
export function SignIn(ways: Ways) {
  useTitle("Sign in");
  return (
    <Front title="Sign in" lead="A working, private analytics demo for your customer, in seconds.">
      <SignInForm {...ways} />
      <Otherwise>
        Are you invited?{" "}
        <a href="/join" className="rounded font-medium text-accent-ink underline-offset-4 hover:underline">
          Join your team
        </a>
      </Otherwise>
    </Front>
  );
}

/** The ways of signing in, wherever they stand. Who is signed in then is SessionGate's to see. */
export function SignInForm({ auth, providers, failure: before }: Ways) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState(before);

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFailure(undefined);
    try {
      await signInWithEmailAndPassword(auth, field(form, "email").trim(), field(form, "password"));
    } catch (thrown) {
      setFailure(thrown);
      setBusy(false);
    }
  }

  if (asksSecond(failure)) {
    return (
      <Suspense>
        <SecondStep auth={auth} asked={failure} back={(why) => setFailure(why && new Refusal(why))} />
      </Suspense>
    );
  }
  return (
    <form className="space-y-5" onSubmit={(event) => void submit(event)}>
      <Elsewhere providers={providers} failure={failure === before ? failure : undefined} />
      <Field label="E-mail" name="email" type="email" autoComplete="username" required />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
      {failure !== before && failure !== undefined && <Notice tone="bad">{explain(failure)}</Notice>}
      <Button type="submit" tone="accent" className="w-full" busy={busy}>
        Sign in
      </Button>
    </form>
  );
}
