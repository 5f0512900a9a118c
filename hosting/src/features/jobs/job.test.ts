import { describe, expect, it } from "vitest";

import { type LiveJob, phases, readJob, readLog } from "./job";

const at = new Date("2026-11-21T21:00:00Z");

const document = {
  id: "j1",
  data: {
    type: "quick",
    demo_id: "d1",
    status: "running",
    phase: "cloning",
    progress: 40,
    customer_name: "Acme Corp",
    template_id: "shopify",
    steps: { load: { attempt: 1, done: true }, createagent: { attempt: 1, done: false } },
    error: null,
    created_at: at,
    completed_at: null,
  },
};

describe("readJob", () => {
  it("reads what the functions write", () => {
    expect(readJob(document)).toEqual({
      id: "j1",
      deletes: false,
      demoId: "d1",
      status: "running",
      phase: "cloning",
      progress: 40,
      customerName: "Acme Corp",
      templateId: "shopify",
      steps: { load: { begun: true, done: true }, createagent: { begun: true, done: false } },
      createdAt: at,
    });
  });

  it("reads a failure", () => {
    const failed = {
      ...document.data,
      status: "failed",
      error: { phase: "load", reason: "timeout", message: "Stopped." },
    };
    expect(readJob({ id: "j1", data: failed }).failure).toEqual({ phase: "load", message: "Stopped." });
  });
});

it("reads the lines of all entries in order and leaves out what is no line", () => {
  const entry = (id: string, ...lines: unknown[]) => ({ id, data: { lines } });
  expect(
    readLog([entry("1", { at, text: "first" }, "odd"), entry("2", { at, text: "second" }), { id: "3", data: {} }]).map(
      (line) => line.text,
    ),
  ).toEqual(["first", "second"]);
});

describe("phases", () => {
  const states = (change: Partial<LiveJob>) => phases({ ...readJob(document), ...change }).map((phase) => phase.state);
  const step = (begun: boolean, done: boolean) => ({ begun, done });

  it.each<[string, Partial<LiveJob>, string[]]>([
    ["queued", { status: "queued", steps: {} }, ["done", "waiting", "waiting", "waiting"]],
    ["running", {}, ["done", "done", "working", "waiting"]],
    ["completed", { status: "completed" }, ["done", "done", "done", "done"]],
    ["failed", { status: "failed" }, ["done", "done", "stopped", "waiting"]],
    [
      "cancelled",
      { status: "cancelled", steps: { load: step(true, false), createagent: step(false, false) } },
      ["done", "stopped", "waiting", "waiting"],
    ],
  ])("of a job that is %s", (_, change, want) => {
    expect(states(change)).toEqual(want);
  });

  it.each<[string, Partial<LiveJob>, string[]]>([
    ["waits", { status: "queued", phase: "queued" }, ["done", "waiting", "waiting", "waiting"]],
    ["is at the data", { phase: "dataset" }, ["done", "done", "working", "waiting"]],
    ["takes off the names", { phase: "names" }, ["done", "done", "done", "done"]],
    ["has ended", { status: "completed", phase: "deleted" }, ["done", "done", "done", "done"]],
  ])("of a deletion that %s", (_, change, want) => {
    expect(states({ deletes: true, ...change })).toEqual(want);
  });
});
