import { FirebaseError } from "firebase/app";
import { expect, it } from "vitest";

import { explain } from "./explain";
import { explainFactor } from "./factor";

const thrown = (code: string) => new FirebaseError(code, "Firebase: Error");

it.each([
  ["auth/invalid-verification-code", "current code"],
  ["auth/code-expired", "begin again"],
  ["auth/too-many-enrollment-attempts", "begin again"],
  ["auth/totp-challenge-timeout", "Sign in again"],
  ["auth/maximum-second-factor-count-exceeded", "already"],
  ["auth/unverified-email", "Confirm your e-mail"],
  ["auth/operation-not-allowed", "not switched on"],
])("says %s in words", (code, words) => {
  expect(explainFactor(thrown(code))).toContain(words);
});

it("leaves to signing in what is not about second factors", () => {
  for (const code of ["auth/wrong-password", "auth/network-request-failed", "auth/internal-error"]) {
    expect(explainFactor(thrown(code))).toBe(explain(thrown(code)));
  }
});
