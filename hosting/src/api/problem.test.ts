import { describe, expect, it } from "vitest";

import { asProblem, Problem, problemOf } from "./problem";

const answer = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers });

describe("problemOf", () => {
  it("reads a problem document", () => {
    const problem = problemOf(answer(422), {
      type: "https://capidemo.dev/problems/invalid",
      title: "Invalid",
      detail: "The customer name is empty.",
      request_id: "r1",
      errors: [{ path: "body.customer_name", message: "is empty" }, { message: "names nothing" }, "odd"],
    });
    expect(problem).toMatchObject({
      status: 422,
      message: "The customer name is empty.",
      requestId: "r1",
      fields: [{ path: "body.customer_name", message: "is empty" }],
      transient: false,
    });
  });

  it("knows what only a second factor opens", () => {
    const type = "https://capidemo.dev/problems/mfa-required";
    expect(problemOf(answer(403), { type, detail: "Add one." })).toMatchObject({
      lacksFactor: true,
      message: "Add one.",
    });
    expect(problemOf(answer(403), { type: "https://capidemo.dev/problems/forbidden" }).lacksFactor).toBe(false);
    expect(problemOf(answer(403), {}).lacksFactor).toBe(false);
  });

  it("says when to try again", () => {
    expect(problemOf(answer(429, { "Retry-After": "7" }), {})).toMatchObject({ retryAfter: 7, transient: true });
  });

  it.each([
    ["7", 7],
    ["0", 0],
    ["99999999", 3600],
    ["soon", undefined],
    ["", undefined],
    [new Date(Date.now() - 60_000).toUTCString(), 0],
  ])("reads Retry-After: %s", (header, want) => {
    expect(problemOf(answer(503, { "Retry-After": header }), {}).retryAfter).toBe(want);
  });

  it("reads Retry-After that is a date", () => {
    const wait = problemOf(answer(503, { "Retry-After": new Date(Date.now() + 30_000).toUTCString() }), {}).retryAfter;
    expect(wait).toBeGreaterThan(25);
    expect(wait).toBeLessThanOrEqual(31);
  });

  it.each([undefined, null, "<html>", [], { detail: 5 }])("takes a body that is no problem document: %j", (body) => {
    expect(problemOf(answer(502), body)).toMatchObject({
      status: 502,
      message: "The server answered 502.",
      fields: [],
    });
  });
});

describe("asProblem", () => {
  it("keeps a problem", () => {
    const problem = new Problem(409, "The demo is archived.");
    expect(asProblem(problem)).toBe(problem);
  });

  it("explains a request without an answer", () => {
    expect(asProblem(new TypeError("Failed to fetch"))).toMatchObject({ status: 0, transient: true });
    expect(asProblem(new TypeError("Failed to fetch")).message).toContain("cannot be reached");
  });

  it.each(["text", undefined, 7])("takes anything that can be thrown: %j", (thrown) => {
    expect(asProblem(thrown)).toBeInstanceOf(Problem);
  });
});
