import { type Auth, signInWithEmailAndPassword } from "firebase/auth";
import { type ReactNode, type SubmitEvent, useState } from "react";

import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Notice } from "../ui/states";
import { useTitle } from "../ui/use-title";
import { explain } from "./explain";
import { field, Front, Otherwise } from "./front";

/** E-mail and password. */
export function SignIn({ auth, notice }: { auth: Auth; notice?: string | undefined }) {
  useTitle("Sign in");
  return (
    <Front title="Sign in" lead="A working, private analytics demo for your customer, in seconds.">
      <SignInForm auth={auth} notice={notice} />
      <Otherwise>
        Are you invited?{" "}
        <a href="/join" className="rounded font-medium text-accent-ink underline-offset-4 hover:underline">
          Join your team
        </a>
      </Otherwise>
    </Front>
  );
}

/** The fields of sign-in, wherever they stand. Who is signed in then is SessionGate's to see. */
export function SignInForm({
  auth,
  notice,
  children,
}: {
  auth: Auth;
  notice?: string | undefined;
  children?: ReactNode;
}) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFailure(undefined);
    try {
      await signInWithEmailAndPassword(auth, field(form, "email").trim(), field(form, "password"));
    } catch (thrown) {
      setFailure(explain(thrown));
      setBusy(false);
    }
  }

  return (
    <form className="space-y-5" onSubmit={(event) => void submit(event)}>
      <Field label="E-mail" name="email" type="email" autoComplete="username" required />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
      {(failure ?? notice) && <Notice tone="bad">{failure ?? notice}</Notice>}
      <Button type="submit" tone="accent" className="w-full" busy={busy}>
        Sign in
      </Button>
      {children}
    </form>
  );
}
