import { expect, it } from "vitest";

import { toldWhen } from "./events";

it.each([
  [[], "Told of everything."],
  [["job.completed"], "Told when a demo is ready."],
  [["job.completed", "job.failed", "new.event"], "Told when a demo is ready, a job has failed, or new.event."],
])("says of %j", (events, want) => {
  expect(toldWhen(events)).toBe(want);
});
