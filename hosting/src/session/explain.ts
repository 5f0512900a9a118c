import { FirebaseError } from "firebase/app";
import type { MultiFactorError } from "firebase/auth";

/** A sign-in that came to nothing, in words for people. */
export class Refusal extends Error {}

/** What went wrong in words: Firebase's codes, and what has words already. Which of e-mail and password was wrong is not told. */
export function explain(thrown: unknown): string {
  if (thrown instanceof Refusal) return thrown.message;
  switch (codeOf(thrown)) {
    case "auth/invalid-credential":
    case "auth/invalid-email":
    case "auth/user-not-found":
    case "auth/wrong-password":
      return "E-mail and password do not match. Check both and try again.";
    case "auth/user-disabled":
      return "This account is switched off. Ask your tenant's admin.";
    case "auth/email-already-in-use":
      return "There is an account with this e-mail address already. Sign in with it instead.";
    case "auth/weak-password":
    case "auth/password-does-not-meet-requirements":
      return "This password is too easy to guess. Take a longer one.";
    case "auth/too-many-requests":
      return "Too many attempts. Wait a few minutes and try again.";
    case "auth/network-request-failed":
      return "The sign-in service cannot be reached. Check your connection and try again.";
    default:
      return "Sign-in failed. Try again in a moment.";
  }
}

/** Whether the first factor was right, and a second one is asked for. */
export function asksSecond(thrown: unknown): thrown is MultiFactorError {
  return codeOf(thrown) === "auth/multi-factor-auth-required";
}

export function codeOf(thrown: unknown): string {
  return thrown instanceof FirebaseError ? thrown.code : "";
}
