import createClient, { type Middleware } from "openapi-fetch";

import { asProblem, problemOf } from "./problem";
import type { paths } from "./schema";

export type Api = ReturnType<typeof createApi>;

/**
 * The API with the caller's identity.
 * @param token gives the ID token to send; asked anew for every request, because it lives for an hour.
 */
export function createApi(token: () => Promise<string>) {
  const identity: Middleware = {
    async onRequest({ request }) {
      request.headers.set("Authorization", `Bearer ${await token()}`);
      return request;
    },
  };
  const client = createClient<paths>({ baseUrl: "/api/v1" });
  client.use(identity);
  return client;
}

/** What a call of the client comes to. */
interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The reply of a call, or the Problem it ended with. */
export async function reply<T>(call: Promise<Outcome<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await call.catch((thrown: unknown) => {
    throw asProblem(thrown);
  });
  if (!response.ok || data === undefined || data === null) throw problemOf(response, error);
  return data;
}
