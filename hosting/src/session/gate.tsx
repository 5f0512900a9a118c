import { onAuthStateChanged, signOut, type User } from "firebase/auth";
import {
  lazy,
  type ReactNode,
  type SetStateAction,
  startTransition,
  Suspense,
  useCallback,
  useEffect,
  useRef,
  useState,
} from "react";

import { createApi } from "../api/client";
import type { Config, Provider } from "../app/config";
import { createLive } from "../live/live";
import { Splash } from "../ui/states";
import type { Firebase } from "./firebase";
import { inviteAt } from "./invite";
import { expectsMember, rememberMember } from "./remembered";
import { membershipOf, type Session, SessionContext } from "./session";

// What only strangers see is fetched for them: beside the sign-in state where nobody is expected, or when it turns out that nobody is here.
const fetchSignIn = () => import("./sign-in");
if (!expectsMember()) void fetchSignIn().catch(() => undefined);
const SignIn = lazy(async () => ({ default: (await fetchSignIn()).SignIn }));
const Join = lazy(() => import("./join"));
const Newcomer = lazy(() => import("./newcomer"));

type State =
  | { is: "unknown" }
  | { is: "out"; failure?: unknown }
  | { is: "newcomer"; user: User }
  | { is: "in"; user: User; session: Begun };

type Begun = Omit<Session, "renew">;

/**
 * Shows the sign-in screen to strangers, the way to join to those who are members of nothing, and its children, with a session, to
 * members. The address stays, so deep links work.
 */
export function SessionGate({
  firebase,
  config,
  providers,
  failure,
  children,
}: {
  firebase: Firebase;
  config: Config;
  providers: Provider[];
  /** Why signing in with a provider came to nothing. */
  failure?: unknown;
  children: ReactNode;
}) {
  const [state, change] = useState<State>({ is: "unknown" });
  const turn = useRef(0); // an earlier person's claims must not arrive after the next one's

  // What is on the screen stays until the next one's code is there: React holds a screen back whose place was taken by a stand-in.
  const setState = useCallback((next: SetStateAction<State>) => startTransition(() => change(next)), []);

  const enter = useCallback(
    async (user: User | null) => {
      const mine = ++turn.current;
      if (!user) {
        // What failed before the first look is told once; who signs out later has nothing to do with it.
        setState((before) =>
          before.is === "out" ? before : { is: "out", ...(before.is === "unknown" && { failure }) },
        );
        return;
      }
      try {
        const session = await sessionOf(user, firebase, config);
        if (mine === turn.current) setState(session ? { is: "in", user, session } : { is: "newcomer", user });
      } catch (thrown) {
        if (mine !== turn.current) return;
        setState({ is: "out", failure: thrown });
        await signOut(firebase.auth);
      }
    },
    [firebase, config, failure, setState],
  );
  useEffect(() => onAuthStateChanged(firebase.auth, (user) => void enter(user)), [firebase, enter]);

  useEffect(() => {
    if (state.is !== "unknown") rememberMember(state.is === "in");
  }, [state.is]);

  return <Suspense fallback={<Splash />}>{screen()}</Suspense>;

  function screen(): ReactNode {
    const invite = inviteAt(location.pathname);
    switch (state.is) {
      case "unknown":
        return <Splash />;
      case "out": {
        const ways = { auth: firebase.auth, providers, failure: state.failure };
        return invite === undefined ? <SignIn {...ways} /> : <Join {...ways} code={invite} />;
      }
      case "newcomer": {
        const { user } = state;
        const joined = async () => {
          await user.getIdToken(true); // the claims of the new membership
          history.replaceState(null, "", "/");
          await enter(user);
        };
        const leave = () => void signOut(firebase.auth);
        return <Newcomer key={user.uid} user={user} code={invite ?? ""} joined={joined} leave={leave} />;
      }
      case "in":
        return (
          <SessionContext key={state.user.uid} value={{ ...state.session, renew: () => enter(state.user) }}>
            {children}
          </SessionContext>
        );
    }
  }
}

/** The session of a member; nothing for somebody who is a member of no tenant. */
async function sessionOf(user: User, firebase: Firebase, config: Config): Promise<Begun | undefined> {
  const { claims } = await user.getIdTokenResult();
  const membership = membershipOf(claims);
  if (!membership) return undefined;
  const email = user.email ?? "";
  return {
    uid: user.uid,
    email,
    name: user.displayName ?? email,
    ...membership,
    api: createApi((fresh) => user.getIdToken(fresh)),
    live: createLive(firebase.app, config, membership.tenant),
    auth: firebase.auth,
    signOut: () => signOut(firebase.auth),
  };
}
