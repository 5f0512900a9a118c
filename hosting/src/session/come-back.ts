import { type Auth, OAuthProvider, sendEmailVerification, signInWithCredential } from "firebase/auth";

import type { Provider } from "../app/config";
import { codeOf, Refusal } from "./explain";
import { type Departure, judge, prepare } from "./provider";

/** Where what is kept for the way back lies: in this tab, as long as it is open. */
const key = "departure";

/** Leaves for a provider; the page ends with it. Afterwards the person is led to where they are now. */
export async function leaveFor(provider: Provider): Promise<void> {
  const { address, departure } = await prepare(provider, location.origin, location.href);
  sessionStorage.setItem(key, JSON.stringify(departure));
  location.assign(address);
}

/**
 * Signs in with what a provider has answered, and leads the person to where they wanted to go. Who is signed in then is SessionGate's to
 * see, and what went wrong is what it gives: among it Firebase's wish for a second factor.
 */
export async function comeBack(auth: Auth, providers: Provider[], fragment: string): Promise<unknown> {
  const departure = taken();
  const provider = providers.find(({ id }) => id === departure?.provider);
  if (departure) history.replaceState(null, "", departure.to);
  try {
    const answer = await judge(fragment, departure, provider, Date.now());
    const credential = new OAuthProvider(provider?.id ?? "").credential(answer);
    const { user } = await signInWithCredential(auth, credential);
    // What the provider does not vouch for is confirmed as everybody's is; the page that waits for it sends the mail anew on demand.
    if (!user.emailVerified) await sendEmailVerification(user, { url: location.href }).catch(() => undefined);
    return undefined;
  } catch (thrown) {
    return provider ? ofProvider(thrown, provider) : thrown;
  }
}

/** What Firebase says of a provider's token, where that is not what it says of e-mail and password. */
function ofProvider(thrown: unknown, { label }: Provider): unknown {
  switch (codeOf(thrown)) {
    case "auth/account-exists-with-different-credential":
      return new Refusal(
        "There is an account with this e-mail address that signs in another way. Sign in as you did before.",
      );
    case "auth/operation-not-allowed":
      return new Refusal(
        `Signing in with ${label} is not switched on here. Sign in another way, and tell whoever runs this platform.`,
      );
    case "auth/invalid-credential":
    case "auth/missing-or-invalid-nonce":
      return new Refusal(
        `What ${label} has sent was not accepted. Try again; if that does not help, tell whoever runs this platform.`,
      );
    default:
      return thrown;
  }
}

/** What was kept when leaving; it is gone then, whatever comes of it. */
function taken(): Departure | undefined {
  const kept = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return kept === null ? undefined : (JSON.parse(kept) as Departure);
}
