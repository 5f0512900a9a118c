import type { Provider } from "../app/config";
import { Refusal } from "./explain";
import { returnPath } from "./return";

/**
 * Signing in with a provider by OpenID Connect's implicit flow: away by a plain navigation, and back with an ID token in the fragment. No
 * script, frame or window of another origin takes part. docs/decisions/0021 says why this flow.
 */

/** What is kept in this tab between leaving for a provider and coming back; each answer is held to it, once. */
export interface Departure {
  provider: string;
  state: string;
  rawNonce: string;
  /** Where the person wanted to go, as an address of this page. */
  to: string;
}

/** What a provider has answered, found to be ours. */
export interface Answer {
  idToken: string;
  /** For Firebase to hash and to compare, where it does; it does not for Google. */
  rawNonce?: string;
}

/** Makes ready to leave for a provider: the address there, and what to keep. */
export async function prepare(
  provider: Provider,
  origin: string,
  to: string,
): Promise<{ address: string; departure: Departure }> {
  const departure = { provider: provider.id, state: random(), rawNonce: random(), to };
  const address = new URL(provider.authorize);
  const wish = {
    client_id: provider.client_id,
    redirect_uri: origin + returnPath,
    response_type: "id_token", // no access token: nothing here would use it
    response_mode: "fragment", // which no server sees
    scope: "openid email profile",
    prompt: "select_account", // who shares a computer is asked who they are
    state: departure.state,
    nonce: await nonceOf(departure.rawNonce),
  };
  for (const [name, value] of Object.entries(wish)) address.searchParams.set(name, value);
  return { address: address.href, departure };
}

/**
 * Judges what a provider has answered. Signature and issuer are Firebase's to verify; that the token was made for this page, and for this one
 * departure, is verified here; a Refusal says what was wrong.
 * @param fragment of the address, without its #
 * @param now in milliseconds since 1970
 */
export async function judge(
  fragment: string,
  departure: Departure | undefined,
  provider: Provider | undefined,
  now: number,
): Promise<Answer> {
  const answer = new URLSearchParams(fragment);
  if (!departure || !provider || !equal(answer.get("state") ?? "", departure.state)) {
    throw new Refusal("This sign-in was not begun in this window, or it was used already. Begin again from here.");
  }
  const { label } = provider;
  const error = answer.get("error");
  if (error === "access_denied") {
    throw new Refusal(`You did not go on with ${label}. Try again, or sign in another way.`);
  }
  const idToken = answer.get("id_token");
  if (error !== null || idToken === null) {
    const why = error !== null && /^\w{1,60}$/.test(error) ? ` (${error})` : "";
    throw new Refusal(`${label} has not signed you in${why}. Try again, or sign in another way.`);
  }
  const claims = claimsOf(idToken);
  if (
    !equal(textOf(claims.nonce), await nonceOf(departure.rawNonce)) ||
    !madeFor(provider.client_id, claims) ||
    typeof claims.exp !== "number"
  ) {
    throw new Refusal(`What ${label} has sent is not for this page. Begin again from here.`);
  }
  if (claims.exp * 1000 <= now - tolerance) {
    throw new Refusal(
      `What ${label} has sent is too old. Try again; if that does not help, check the clock of your device.`,
    );
  }
  if (textOf(claims.email) === "") {
    throw new Refusal(
      `${label} has not told your e-mail address, by which you are known here. Try again with an account that has one.`,
    );
  }
  return provider.id === "google.com" ? { idToken } : { idToken, rawNonce: departure.rawNonce };
}

/** How wrong the clock of a device may be, in milliseconds. */
const tolerance = 5 * 60_000;

/** Whether a token is for a client, and for no other who could have been given it. */
function madeFor(client: string, { aud, azp }: Record<string, unknown>): boolean {
  if (Array.isArray(aud) && aud.length > 1) return aud.includes(client) && azp === client;
  return (Array.isArray(aud) ? aud[0] : aud) === client;
}

/** The claims of an ID token; none when it is no token. */
function claimsOf(token: string): Record<string, unknown> {
  try {
    const text = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const claims: unknown = JSON.parse(
      new TextDecoder().decode(Uint8Array.from(atob(text), (char) => char.charCodeAt(0))),
    );
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const textOf = (value: unknown) => (typeof value === "string" ? value : "");

/** Whether two texts are the same, in a time that tells nothing of where they differ. */
function equal(given: string, wanted: string): boolean {
  let differ = given.length ^ wanted.length;
  for (let at = 0; at < wanted.length; at++) differ |= given.charCodeAt(at) ^ wanted.charCodeAt(at);
  return differ === 0;
}

/** 256 random bits as text. */
function random(): string {
  return hex(crypto.getRandomValues(new Uint8Array(32)));
}

/** What is sent in place of a raw nonce, in the form in which Firebase compares it: SHA-256, in hexadecimal digits. */
async function nonceOf(raw: string): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(raw))));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
