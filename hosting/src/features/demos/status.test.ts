import { expect, it } from "vitest";

import type { DemoStatus } from "../../api/model";
import { addressOf, settled } from "./status";

it.each<[DemoStatus, string, boolean]>([
  ["pending", "/jobs/j1", false],
  ["provisioning", "/jobs/j1", false],
  ["failed", "/jobs/j1", true],
  ["active", "/demos/d1", true],
  ["archived", "/demos/d1", true],
  ["deleting", "/jobs/j1", false],
  ["deleted", "/demos/d1", true],
])("leads a %s demo to %s", (status, address, stays) => {
  expect(addressOf({ status, demo_id: "d1", job_id: "j1" })).toBe(address);
  expect(settled(status)).toBe(stays);
});
