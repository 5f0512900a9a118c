import { createHash } from "node:crypto";

import { expect, it } from "vitest";

import { Refusal } from "./explain";
import { type Departure, judge, prepare } from "./provider";

const google = {
  id: "google.com",
  label: "Google",
  authorize: "https://accounts.example/auth?hd=acme.example",
  client_id: "web",
};
const okta = { ...google, id: "oidc.okta", label: "Okta" };
const now = Date.parse("2026-03-01T12:00:00Z");

const departure: Departure = { provider: "google.com", state: "a-state", rawNonce: "raw", to: "/demos" };
const nonce = createHash("sha256").update("raw").digest("hex");
const good = { aud: "web", nonce, exp: now / 1000 + 3600, email: "ada@x.example", name: "Zoë 漢" };

/** A token with these claims. Its signature is Firebase's to verify. */
function token(claims: unknown): string {
  return ["{}", JSON.stringify(claims), "signature"].map((part) => Buffer.from(part).toString("base64url")).join(".");
}

const answer = (claims: unknown, state = "a-state") =>
  new URLSearchParams({ id_token: token(claims), state }).toString();

it("asks the provider for an ID token and nothing else, and keeps what the answer is held to", async () => {
  const { address, departure: kept } = await prepare(google, "https://demos.example", "/demos?q=1");
  const { origin, pathname, searchParams } = new URL(address);
  expect(origin + pathname).toBe("https://accounts.example/auth");
  expect(Object.fromEntries(searchParams)).toEqual({
    hd: "acme.example",
    client_id: "web",
    redirect_uri: "https://demos.example/sign-in/done",
    response_type: "id_token",
    response_mode: "fragment",
    scope: "openid email profile",
    prompt: "select_account",
    state: kept.state,
    nonce: createHash("sha256").update(kept.rawNonce).digest("hex"),
  });
  expect(kept).toMatchObject({ provider: "google.com", to: "/demos?q=1" });
  expect(address, "who reads the address cannot answer for the provider").not.toContain(kept.rawNonce);
});

it("draws state and nonce anew each time, with 256 bits each", async () => {
  const drawn = await Promise.all([1, 2].map(() => prepare(google, "https://demos.example", "/")));
  const secrets = drawn.flatMap(({ departure: { state, rawNonce } }) => [state, rawNonce]);
  expect(new Set(secrets).size).toBe(4);
  for (const secret of secrets) expect(secret).toMatch(/^[0-9a-f]{64}$/);
});

it("tells Firebase the raw nonce where Firebase compares it", async () => {
  expect(await judge(answer(good), departure, google, now)).toEqual({ idToken: token(good) });
  expect(await judge(answer(good), departure, okta, now)).toEqual({ idToken: token(good), rawNonce: "raw" });
});

it.each([
  ["a list of one audience", { ...good, aud: ["web"] }],
  ["more audiences, of which we were asked for", { ...good, aud: ["other", "web"], azp: "web" }],
  ["a device whose clock is a little fast", { ...good, exp: now / 1000 - 60 }],
])("takes a token with %s", async (_, claims) => {
  expect((await judge(answer(claims), departure, google, now)).idToken).toBe(token(claims));
});

it.each<[string, string, Departure | undefined, RegExp]>([
  ["of another departure", answer(good, "b-state"), departure, /not begun in this window/],
  ["with a longer state", answer(good, "a-state2"), departure, /not begun in this window/],
  ["without a state", new URLSearchParams({ id_token: token(good) }).toString(), departure, /not begun/],
  ["that nobody waits for", answer(good), undefined, /not begun in this window/],
  ["with an empty state that nobody waits for", answer(good, ""), undefined, /not begun in this window/],
  ["of somebody who turned back", "error=access_denied&state=a-state", departure, /did not go on with Google/],
  ["of a provider in trouble", "error=server_error&state=a-state", departure, /Google .*\(server_error\)/],
  ["with an error that is no code", "error=%3Cb%3E&state=a-state", departure, /^Google has not signed you in\. /],
  ["with an error and a token", `${answer(good)}&error=server_error`, departure, /has not signed you in/],
  ["without a token", "state=a-state", departure, /has not signed you in/],
  ["with what is no token", "state=a-state&id_token=x", departure, /not for this page/],
  ["with a token that is no object", answer(null), departure, /not for this page/],
  ["with another's token", answer({ ...good, nonce: "another" }), departure, /not for this page/],
  ["with the raw nonce", answer({ ...good, nonce: "raw" }), departure, /not for this page/],
  ["with a token that has no nonce", answer({ ...good, nonce: undefined }), departure, /not for this page/],
  ["for another client", answer({ ...good, aud: "other" }), departure, /not for this page/],
  ["for a list of others", answer({ ...good, aud: ["other"] }), departure, /not for this page/],
  ["that another client asked for", answer({ ...good, aud: ["web", "x"], azp: "x" }), departure, /not for this page/],
  ["without an end", answer({ ...good, exp: undefined }), departure, /not for this page/],
  ["of yesterday", answer({ ...good, exp: now / 1000 - 86_400 }), departure, /too old.*clock/],
  ["without an address", answer({ ...good, email: undefined }), departure, /has not told your e-mail/],
])("refuses an answer %s", async (_, fragment, kept, why) => {
  const judged = judge(fragment, kept, google, now);
  await expect(judged).rejects.toBeInstanceOf(Refusal);
  await expect(judged).rejects.toThrow(why);
});

it("refuses the answer of a provider that is not configured any more", async () => {
  await expect(judge(answer(good), departure, undefined, now)).rejects.toThrow(/not begun/);
});
