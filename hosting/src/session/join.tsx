import { createUserWithEmailAndPassword, sendEmailVerification, updateProfile } from "firebase/auth";
import { type SubmitEvent, useState } from "react";

import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Notice } from "../ui/states";
import { useTitle } from "../ui/use-title";
import { Elsewhere } from "./elsewhere";
import { asksSecond, codeOf, explain } from "./explain";
import { field, Front, InLine, Otherwise } from "./front";
import { linkOf, tenantOf } from "./invite";
import { SignInForm, type Ways } from "./sign-in";

/** For somebody who was invited and is not signed in: a new account, or the one they have. The invite is accepted after that. */
export default function Join({ code, ...ways }: Ways & { code: string }) {
  useTitle("Join");
  const [known, setKnown] = useState(asksSecond(ways.failure));
  const tenant = tenantOf(code);
  return (
    <Front
      title={tenant ? <>Join {tenant}</> : "Join your team"}
      lead={known ? "Sign in with the account that you have." : "Make an account for yourself; it takes a minute."}
    >
      {known ? <SignInForm {...ways} /> : <NewAccount {...ways} code={code} />}
      <Otherwise>
        {known ? "No account yet? " : "Do you have an account? "}
        <InLine act={() => setKnown(!known)}>{known ? "Make one" : "Sign in"}</InLine>
      </Otherwise>
    </Front>
  );
}

/** The shortest password that is taken. */
const shortest = 8;

function NewAccount({ auth, providers, failure: before, code }: Ways & { code: string }) {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState(before);

  async function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFailure(undefined);
    try {
      const email = field(form, "email").trim();
      const { user } = await createUserWithEmailAndPassword(auth, email, field(form, "password"));
      // From here on SessionGate shows what comes next, from where a mail that was not sent can be sent again.
      await updateProfile(user, { displayName: field(form, "name").trim() });
      await sendEmailVerification(user, { url: linkOf(code, location.origin) });
    } catch (thrown) {
      setFailure(thrown);
      setBusy(false);
    }
  }

  const text = failure === undefined ? undefined : explain(failure);
  const about = fieldOf(failure);
  return (
    <form className="space-y-5" onSubmit={(event) => void submit(event)}>
      <Elsewhere providers={providers} failure={failure === before ? failure : undefined} />
      <Field label="Your name" name="name" autoComplete="name" required maxLength={80} />
      <Field
        label="E-mail"
        name="email"
        type="email"
        autoComplete="username"
        required
        fault={about === "email" ? text : undefined}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        minLength={shortest}
        hint={`At least ${shortest} characters`}
        fault={about === "password" ? text : undefined}
      />
      {failure !== before && text && !about && <Notice tone="bad">{text}</Notice>}
      <Button type="submit" tone="accent" className="w-full" busy={busy}>
        Make the account
      </Button>
    </form>
  );
}

/** The field that a refusal is about. */
function fieldOf(thrown: unknown): "email" | "password" | undefined {
  const code = codeOf(thrown);
  if (code === "auth/email-already-in-use" || code === "auth/invalid-email") return "email";
  return code.includes("password") ? "password" : undefined;
}
