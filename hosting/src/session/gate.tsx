import { onAuthStateChanged, signOut, type User } from "firebase/auth";
import { type ReactNode, Suspense, useEffect, useState } from "react";

import { createApi } from "../api/client";
import type { Config } from "../app/config";
import { createLive } from "../live/live";
import { Splash } from "../ui/states";
import type { Firebase } from "./firebase";
import { membershipOf, type Session, SessionContext } from "./session";
import { SignIn } from "./sign-in";

type State = { is: "unknown" } | { is: "out"; why?: string } | { is: "in"; session: Session };

/** Shows the sign-in screen to strangers and its children, with a session, to members. The address stays, so deep links work. */
export function SessionGate({
  firebase,
  config,
  children,
}: {
  firebase: Firebase;
  config: Config;
  children: ReactNode;
}) {
  const [state, setState] = useState<State>({ is: "unknown" });

  useEffect(() => {
    let latest = 0; // an earlier person's claims must not arrive after the next one's
    return onAuthStateChanged(firebase.auth, (user) => {
      const turn = ++latest;
      if (!user) {
        setState((before) => (before.is === "out" ? before : { is: "out" }));
        return;
      }
      void sessionOf(user, firebase, config).then(
        (session) => {
          if (turn === latest) setState({ is: "in", session });
        },
        async (thrown: unknown) => {
          if (turn !== latest) return;
          setState({ is: "out", why: thrown instanceof Error ? thrown.message : "Sign-in failed. Try again." });
          await signOut(firebase.auth);
        },
      );
    });
  }, [firebase, config]);

  switch (state.is) {
    case "unknown":
      return <Splash />;
    case "out":
      return <SignIn auth={firebase.auth} notice={state.why} />;
    case "in":
      return (
        <SessionContext key={state.session.uid} value={state.session}>
          <Suspense fallback={<Splash />}>{children}</Suspense>
        </SessionContext>
      );
  }
}

async function sessionOf(user: User, firebase: Firebase, config: Config): Promise<Session> {
  const { claims } = await user.getIdTokenResult();
  const membership = membershipOf(claims);
  if (!membership) {
    throw new Error("Your account is not a member of any tenant yet. Ask your tenant's admin for an invitation.");
  }
  const email = user.email ?? "";
  return {
    uid: user.uid,
    email,
    name: user.displayName ?? email,
    ...membership,
    api: createApi((fresh) => user.getIdToken(fresh)),
    live: createLive(firebase.app, config, membership.tenant),
    signOut: () => signOut(firebase.auth),
  };
}
