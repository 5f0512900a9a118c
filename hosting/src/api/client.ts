import createClient from "openapi-fetch";

import { asProblem, problemOf } from "./problem";
import type { paths } from "./schema";

export type Api = ReturnType<typeof createApi>;

/**
 * The API with the caller's identity.
 * @param token gives the ID token to send; asked anew for every request, because it lives for an hour. With fresh, one that was
 * issued just now.
 */
export function createApi(token: (fresh: boolean) => Promise<string>) {
  /** A token can end between two glances at the clock, or be revoked: then the request is sent once more with a fresh one. */
  async function identified(request: Request): Promise<Response> {
    const again = request.clone();
    const send = async (one: Request, fresh: boolean) => {
      one.headers.set("Authorization", `Bearer ${await token(fresh)}`);
      return fetch(one);
    };
    const response = await send(request, false);
    return response.status === 401 ? send(again, true) : response;
  }
  return createClient<paths>({ baseUrl: "/api/v1", fetch: identified });
}

/** What a call of the client comes to. */
export interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What a call came to, or the Problem it ended with. */
export async function outcome<T>(call: Promise<Outcome<T>>): Promise<Outcome<T>> {
  const got = await call.catch((thrown: unknown) => {
    throw asProblem(thrown);
  });
  if (!got.response.ok) throw problemOf(got.response, got.error);
  return got;
}

/** The reply of a call, or the Problem it ended with. */
export async function reply<T>(call: Promise<Outcome<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await outcome(call);
  if (data === undefined || data === null) throw problemOf(response, error);
  return data;
}

/** Waits for a call that is answered without a body, or throws the Problem it ended with. */
export async function done(call: Promise<Outcome<unknown>>): Promise<void> {
  await outcome(call);
}

/** The reply of a call with its entity tag, for a form: what it saves replaces what it has shown, and nothing newer. */
export async function replyWithTag<T>(call: Promise<Outcome<T>>): Promise<{ data: NonNullable<T>; tag: string }> {
  const { data, error, response } = await outcome(call);
  if (data === undefined || data === null) throw problemOf(response, error);
  return { data, tag: response.headers.get("ETag") ?? "" };
}

/** The entity tag of what a call reads: a change sends it as If-Match, so that it changes nothing that nobody has seen. */
export async function tagOf(call: Promise<Outcome<unknown>>): Promise<string> {
  const { response } = await outcome(call);
  return response.headers.get("ETag") ?? "";
}
