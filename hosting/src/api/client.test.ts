import { expect, it, vi } from "vitest";

import { createApi, done, reply } from "./client";

/** Answers every request with one response and keeps the requests. */
function server(respond: (nth: number) => Response): Request[] {
  const requests: Request[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    requests.push(request);
    return Promise.resolve(respond(requests.length));
  });
  return requests;
}

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

it("sends the caller's token, asked anew for every request", async () => {
  const requests = server(() => json({ items: [] }));
  let asked = 0;
  const api = createApi(() => Promise.resolve(`token-${++asked}`));
  await reply(api.GET("/templates"));
  await reply(api.GET("/templates"));
  expect(requests.map((request) => request.headers.get("Authorization"))).toEqual(["Bearer token-1", "Bearer token-2"]);
  expect(new URL(requests[0]?.url ?? "").pathname).toBe("/api/v1/templates");
});

it("throws the problem that the API tells", async () => {
  server(() => json({ detail: "There is no such demo.", request_id: "r9" }, 404));
  const api = createApi(() => Promise.resolve("token"));
  const call = reply(api.GET("/demos/{demo_id}", { params: { path: { demo_id: "d1" } } }));
  await expect(call).rejects.toMatchObject({
    name: "Problem",
    status: 404,
    requestId: "r9",
    message: "There is no such demo.",
  });
});

it("sends a request once more with a fresh token when the first one had ended", async () => {
  const requests = server((nth) => (nth === 1 ? json({ title: "Unauthorized" }, 401) : json({ items: [] })));
  const fresh: boolean[] = [];
  const api = createApi((asked) => {
    fresh.push(asked);
    return Promise.resolve(asked ? "fresh" : "stale");
  });
  const body = { demo_id: "d1", question: "How much?" };
  await reply(api.POST("/chat", { body }));
  expect(fresh).toEqual([false, true]);
  expect(requests.map((request) => request.headers.get("Authorization"))).toEqual(["Bearer stale", "Bearer fresh"]);
  expect(await requests[1]?.json(), "the body is sent again").toEqual(body);
});

it("does not try for ever", async () => {
  const requests = server(() => json({ detail: "Sign in again." }, 401));
  await expect(reply(createApi(() => Promise.resolve("token")).GET("/templates"))).rejects.toMatchObject({
    status: 401,
  });
  expect(requests).toHaveLength(2);
});

it("takes an answer without a body", async () => {
  server(() => new Response(null, { status: 204 }));
  const api = createApi(() => Promise.resolve("token"));
  const params = { path: { conversation_id: "c1" } };
  await expect(done(api.DELETE("/conversations/{conversation_id}", { params }))).resolves.toBeUndefined();
  server(() => json({ detail: "There is no such conversation." }, 404));
  await expect(done(api.DELETE("/conversations/{conversation_id}", { params }))).rejects.toMatchObject({ status: 404 });
});
