import {
  type Auth,
  EmailAuthProvider,
  multiFactor,
  reauthenticateWithCredential,
  TotpMultiFactorGenerator,
  type TotpSecret,
  type User,
} from "firebase/auth";

import { codeOf, explain } from "./explain";

/**
 * The second factor of an account, an authenticator app, at the sign-in service. Text messages are none of ours: what they need are scripts
 * that the content security policy forbids. What a sign-in is asked for is in second-step.tsx.
 */
export interface Factor {
  id: string;
  name: string;
  enrolledAt: Date;
}

/** The person signed in; for what is behind SessionGate only. */
export function personOf(auth: Auth): User {
  if (!auth.currentUser) throw new Error("Nobody is signed in.");
  return auth.currentUser;
}

/** The account's second factor, as the service has it now; null without one. */
export async function factorOf(user: User): Promise<Factor | null> {
  const factors = multiFactor(user);
  await inWords(user.reload());
  const [first] = factors.enrolledFactors;
  return first
    ? { id: first.uid, name: first.displayName ?? "Second factor", enrolledAt: new Date(first.enrollmentTime) }
    : null;
}

/** Begins to enrol: a secret for the app, good for some minutes. */
export async function begin(user: User): Promise<TotpSecret> {
  return TotpMultiFactorGenerator.generateSecret(await multiFactor(user).getSession());
}

/** Ends enrolling with the first code that the app shows. The session has both factors from then on. */
export async function enrol(user: User, secret: TotpSecret, code: string, name: string): Promise<void> {
  await multiFactor(user).enroll(TotpMultiFactorGenerator.assertionForEnrollment(secret, code), name);
}

/** Takes the second factor off the account. */
export async function withdraw(user: User, factor: Factor): Promise<void> {
  await multiFactor(user).unenroll(factor.id);
}

/** Whether a person can show by a password who they are. */
export function hasPassword(user: User): boolean {
  return user.providerData.some(({ providerId }) => providerId === EmailAuthProvider.PROVIDER_ID);
}

/** Has a person who is signed in show anew who they are: the service wants a sign-in of some minutes ago for what is about the account. */
export async function showAgain(user: User, password: string): Promise<void> {
  await reauthenticateWithCredential(user, EmailAuthProvider.credential(user.email ?? "", password));
}

/** The service's codes about second factors, in words. */
export function explainFactor(thrown: unknown): string {
  switch (codeOf(thrown)) {
    case "auth/invalid-verification-code":
      return "This is not the current code. Each code is good for half a minute, and only once: wait for the next one.";
    case "auth/code-expired":
    case "auth/invalid-verification-id":
    case "auth/too-many-enrollment-attempts":
    case "auth/mfa-enrollment-already-complete":
      return "This has taken too long, or too many codes. Delete the entry in your app and begin again.";
    case "auth/totp-challenge-timeout":
    case "auth/invalid-multi-factor-session":
      return "This has taken too long. Sign in again.";
    case "auth/maximum-second-factor-count-exceeded":
    case "auth/second-factor-already-in-use":
      return "Your account has a second factor already. Reload the page to see it.";
    case "auth/unverified-email":
      return "Confirm your e-mail address first: open the link in the mail that you got when you made the account.";
    case "auth/unsupported-first-factor":
      return "An account that signs in as yours does cannot have a second factor.";
    case "auth/operation-not-allowed":
      return "Second factors are not switched on for this installation. Ask whoever runs it.";
    default:
      return explain(thrown);
  }
}

/** What is shown of a failure is for people. */
async function inWords<T>(asked: Promise<T>): Promise<T> {
  return asked.catch((thrown: unknown) => {
    throw new Error(explainFactor(thrown), { cause: thrown });
  });
}
