import { sendEmailVerification, type User } from "firebase/auth";
import { MailCheck } from "lucide-react";
import { type SubmitEvent, useState } from "react";

import { createApi, reply } from "../api/client";
import { asProblem, type Problem } from "../api/problem";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Failure, Notice } from "../ui/states";
import { useCountdown } from "../ui/use-countdown";
import { useTitle } from "../ui/use-title";
import { explain } from "./explain";
import { field, Front, InLine, Otherwise } from "./front";
import { codeIn, linkOf, refusal, tenantOf } from "./invite";
import { useConfirmed } from "./use-confirmed";

interface Props {
  user: User;
  /** The code in the address; empty when the person is to type it. */
  code: string;
  /** What is done when the person has become a member. */
  joined: () => Promise<void>;
  leave: () => void;
}

/** For somebody who is signed in and a member of nothing: confirms the address, then accepts an invite. */
export default function Newcomer({ user, code, joined, leave }: Props) {
  useTitle("Join");
  return (
    <>
      {useConfirmed(user) ? (
        <Accept user={user} code={code} joined={joined} leave={leave} />
      ) : (
        <Unconfirmed user={user} code={code} leave={leave} />
      )}
    </>
  );
}

function Accept({ user, code, joined, leave }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const tenant = tenantOf(code);
  const email = user.email ?? "";

  async function accept(with_: string) {
    setBusy(true);
    setProblem(undefined);
    try {
      const api = createApi((fresh) => user.getIdToken(fresh));
      await reply(api.POST("/invites/{code}/accept", { params: { path: { code: with_ } } }));
      await joined();
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setBusy(false);
    }
  }

  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    void accept(codeIn(field(new FormData(event.currentTarget), "code")));
  }

  return (
    <Front
      title={tenant ? <>Join {tenant}</> : "Join your team"}
      lead={
        tenant
          ? "You are invited. One step, and you are in."
          : "Your account belongs to no team yet. Paste the link or the code that your admin gave you."
      }
    >
      <form className="space-y-5" onSubmit={submit}>
        {tenant ? (
          <input type="hidden" name="code" value={code} />
        ) : (
          <Field
            label="Invite link or code"
            name="code"
            placeholder="inv-acme-…"
            defaultValue={code}
            autoComplete="off"
            spellCheck={false}
            required
          />
        )}
        {problem && (problem.transient ? <Failure error={problem} /> : <Refused problem={problem} email={email} />)}
        <Button type="submit" tone="accent" className="w-full" busy={busy}>
          {tenant ? <>Join {tenant}</> : "Join"}
        </Button>
        {tenant && problem && !problem.transient && (
          <p className="text-center text-sm">
            <a href="/join" className="rounded font-medium text-accent-ink underline-offset-4 hover:underline">
              Use another invite
            </a>
          </p>
        )}
      </form>
      <As email={email} leave={leave} />
    </Front>
  );
}

function Refused({ problem, email }: { problem: Problem; email: string }) {
  return (
    <Notice tone="bad">
      <p className="wrap-anywhere">{refusal(problem, email)}</p>
      {problem.requestId && <p className="mt-1 font-mono text-xs">Request {problem.requestId}</p>}
    </Notice>
  );
}

/** How long somebody waits before the mail can be sent once more, in seconds. */
const patience = 30;

function Unconfirmed({ user, code, leave }: Omit<Props, "joined">) {
  const [sent, setSent] = useState(0);
  const [failure, setFailure] = useState<string>();
  const email = user.email ?? "";

  async function again() {
    setFailure(undefined);
    try {
      await sendEmailVerification(user, { url: linkOf(code, location.origin) });
      setSent(sent + 1);
    } catch (thrown) {
      setFailure(explain(thrown));
    }
  }

  return (
    <Front
      title="Confirm your e-mail"
      lead={
        <>
          We have sent a link to <bdi className="font-medium text-ink">{email}</bdi>. Open it, and this page goes on by
          itself.
        </>
      }
    >
      <div
        role="status"
        className="flex items-center gap-3 rounded-card border border-line bg-surface px-4 py-3.5 shadow-card"
      >
        <MailCheck aria-hidden className="size-5 shrink-0 animate-pulse text-accent-ink" />
        <span className="text-sm">Waiting until the link is opened …</span>
      </div>
      {failure && (
        <div className="mt-5">
          <Notice tone="bad">{failure}</Notice>
        </div>
      )}
      {/* Counts anew after every mail. */}
      <SendAgain key={sent} act={() => void again()} />
      <As email={email} leave={leave} />
    </Front>
  );
}

function SendAgain({ act }: { act: () => void }) {
  const left = useCountdown(patience);
  return (
    <Button className="tabular mt-5 w-full" disabled={left > 0} onClick={act}>
      {left > 0 ? `No mail? Send it again in ${left} s` : "Send the mail again"}
    </Button>
  );
}

function As({ email, leave }: { email: string; leave: () => void }) {
  return (
    <Otherwise>
      Signed in as <bdi className="font-medium text-ink">{email}</bdi>. <InLine act={leave}>Use another account</InLine>
    </Otherwise>
  );
}
