import { expect, it, vi } from "vitest";

import { createApi, reply } from "./client";

/** Answers every request with one response and keeps the requests. */
function server(respond: () => Response): Request[] {
  const requests: Request[] = [];
  vi.stubGlobal("fetch", (request: Request) => {
    requests.push(request);
    return Promise.resolve(respond());
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
