import { FirebaseError } from "firebase/app";
import { type Auth, signInWithEmailAndPassword } from "firebase/auth";
import { type SubmitEvent, useState } from "react";

import { Button } from "../ui/button";
import { Cover } from "../ui/cover";
import { Field } from "../ui/field";
import { Mark } from "../ui/mark";
import { Notice } from "../ui/states";

/** E-mail and password. */
export function SignIn({ auth, notice }: { auth: Auth; notice?: string | undefined }) {
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
    <main className="relative grid min-h-dvh place-items-center overflow-hidden px-5 py-10">
      <Cover
        name="capidemo"
        hue={275}
        className="absolute inset-x-0 bottom-0 -z-10 h-56 w-full [mask-image:linear-gradient(to_bottom,transparent,black)] opacity-50"
      />
      <div className="rise w-full max-w-sm">
        <Mark className="size-11" />
        <h1 className="mt-6 text-2xl font-semibold tracking-tight">Sign in</h1>
        <p className="mt-1.5 text-muted">A working, private analytics demo for your customer, in seconds.</p>
        <form className="mt-8 space-y-5" onSubmit={(event) => void submit(event)}>
          <Field label="E-mail" name="email" type="email" autoComplete="username" required />
          <Field label="Password" name="password" type="password" autoComplete="current-password" required />
          {(failure ?? notice) && <Notice tone="bad">{failure ?? notice}</Notice>}
          <Button type="submit" tone="accent" className="w-full" busy={busy}>
            Sign in
          </Button>
        </form>
      </div>
    </main>
  );
}

function field(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}

/** Firebase's codes in words. Which of e-mail and password was wrong is not told. */
export function explain(thrown: unknown): string {
  switch (thrown instanceof FirebaseError ? thrown.code : "") {
    case "auth/invalid-credential":
    case "auth/invalid-email":
    case "auth/user-not-found":
    case "auth/wrong-password":
      return "E-mail and password do not match. Check both and try again.";
    case "auth/user-disabled":
      return "This account is switched off. Ask your tenant's admin.";
    case "auth/too-many-requests":
      return "Too many attempts. Wait a few minutes and try again.";
    case "auth/network-request-failed":
      return "The sign-in service cannot be reached. Check your connection and try again.";
    default:
      return "Sign-in failed. Try again in a moment.";
  }
}
