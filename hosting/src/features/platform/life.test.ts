import { expect, it } from "vitest";

import type { Deletion } from "../../api/model";
import { progressOf, removedOf } from "./life";

const none = { jobs: 0, conversations: 0, agents: 0, datasets: 0, files: 0, secrets: 0, accounts: 0, documents: 0 };
const deletion = (phase: Deletion["phase"], removed: Partial<Deletion["removed"]> = {}): Deletion => ({
  phase,
  removed: { ...none, ...removed },
  requested_at: "2026-05-01T10:00:00Z",
  requested_by: "root",
});

it("tells how far a deletion is, from nothing to all", () => {
  expect(progressOf(deletion("work"))).toEqual({ doing: "Ending what is under way", percent: 0 });
  expect(progressOf(deletion("confirm")).percent).toBe(75);
  expect(progressOf(deletion("done")).percent).toBe(100);
});

it("tells what is gone, and is silent about what never was", () => {
  expect(removedOf(deletion("records", { datasets: 1, agents: 3, documents: 1200 }))).toBe(
    "1 dataset, 3 agents, 1,200 records",
  );
  expect(removedOf(deletion("work"))).toBe("");
});
