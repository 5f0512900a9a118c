import { createHash } from "node:crypto";

import { FirebaseError } from "firebase/app";
import { type Auth, OAuthProvider, sendEmailVerification, signInWithCredential } from "firebase/auth";
import { beforeEach, expect, it, vi } from "vitest";

import { comeBack, leaveFor } from "./come-back";
import { explain } from "./explain";
import type { Departure } from "./provider";
import { takeAnswer } from "./return";

vi.mock("firebase/auth", async (original) => ({
  ...(await original<object>()),
  signInWithCredential: vi.fn(),
  sendEmailVerification: vi.fn(),
}));

const auth = {} as Auth;
const google = { id: "google.com", label: "Google", authorize: "https://accounts.example/auth", client_id: "web" };
const user = { emailVerified: true };

beforeEach(() => {
  sessionStorage.clear();
  history.replaceState(null, "", "/demos/d1?part=data");
  vi.mocked(signInWithCredential)
    .mockReset()
    .mockResolvedValue({ user } as never);
  vi.mocked(sendEmailVerification).mockReset().mockResolvedValue();
});

/** Leaves for Google and gives what Google would send back. */
async function answered(): Promise<{ fragment: string; idToken: string }> {
  const leaving = vi.spyOn(location, "assign").mockImplementation(() => undefined);
  await leaveFor(google);
  expect(new URL(String(leaving.mock.calls[0]?.[0])).origin).toBe("https://accounts.example");
  const { state, rawNonce } = JSON.parse(sessionStorage.getItem("departure") ?? "") as Departure;
  const claims = {
    aud: "web",
    nonce: createHash("sha256").update(rawNonce).digest("hex"),
    exp: Date.now() / 1000 + 3600,
    email: "ada@x.example",
  };
  const idToken = `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`;
  history.replaceState(null, "", `/sign-in/done#${new URLSearchParams({ id_token: idToken, state }).toString()}`);
  return { fragment: takeAnswer() ?? "", idToken };
}

it("takes the answer out of the address at once, and only where answers come", async () => {
  expect(takeAnswer()).toBeUndefined();
  history.replaceState(null, "", "/sign-in/done");
  expect(takeAnswer()).toBeUndefined();
  expect(location.pathname).toBe("/");
  const { fragment } = await answered();
  expect(fragment).toContain("id_token=");
  expect(location.href).not.toContain("id_token");
});

it("signs in with what came back, and leads to where the person was", async () => {
  const { fragment, idToken } = await answered();
  expect(await comeBack(auth, [google], fragment)).toBeUndefined();
  const credential = new OAuthProvider("google.com").credential({ idToken });
  expect(signInWithCredential).toHaveBeenCalledExactlyOnceWith(auth, credential);
  expect(location.pathname + location.search).toBe("/demos/d1?part=data");
  expect(sendEmailVerification).not.toHaveBeenCalled();
});

it("takes an answer once", async () => {
  const { fragment } = await answered();
  await comeBack(auth, [google], fragment);
  expect(explain(await comeBack(auth, [google], fragment))).toMatch(/used already/);
  expect(signInWithCredential).toHaveBeenCalledOnce();
});

it("forgets what it waited for when something else comes", async () => {
  const { fragment } = await answered();
  expect(explain(await comeBack(auth, [google], "state=forged&id_token=x"))).toMatch(/not begun/);
  expect(explain(await comeBack(auth, [google], fragment))).toMatch(/not begun/);
  expect(signInWithCredential).not.toHaveBeenCalled();
});

it("has an address confirmed that the provider does not vouch for", async () => {
  vi.mocked(signInWithCredential).mockResolvedValue({ user: { emailVerified: false } } as never);
  vi.mocked(sendEmailVerification).mockRejectedValue(new FirebaseError("auth/too-many-requests", ""));
  const { fragment } = await answered();
  expect(await comeBack(auth, [google], fragment)).toBeUndefined();
  expect(sendEmailVerification).toHaveBeenCalledOnce();
});

it.each([
  ["auth/account-exists-with-different-credential", /signs in another way\. Sign in as you did before/],
  ["auth/operation-not-allowed", /Google is not switched on here/],
  ["auth/invalid-credential", /What Google has sent was not accepted/],
  ["auth/missing-or-invalid-nonce", /What Google has sent was not accepted/],
  ["auth/user-disabled", /Ask your tenant's admin/],
  ["auth/network-request-failed", /Check your connection/],
])("says what to do about %s", async (code, said) => {
  vi.mocked(signInWithCredential).mockRejectedValue(new FirebaseError(code, ""));
  const { fragment } = await answered();
  expect(explain(await comeBack(auth, [google], fragment))).toMatch(said);
});

it("hands on Firebase's wish for a second factor", async () => {
  const wish = new FirebaseError("auth/multi-factor-auth-required", "");
  vi.mocked(signInWithCredential).mockRejectedValue(wish);
  const { fragment } = await answered();
  expect(await comeBack(auth, [google], fragment)).toBe(wish);
});
