import { expect, it } from "vitest";

import { told } from "./told";

it.each([
  [
    { action: "exam.completed", summary: "Examined the demo.", before: "running", after: "green" },
    "The demo passed its exam.",
  ],
  [
    { action: "exam.completed", summary: "Examined the demo.", before: "running", after: "red" },
    "The demo failed its exam.",
  ],
  [{ action: "exam.completed", summary: "Examined the demo." }, "Examined the demo."],
  [
    { action: "exam.checked", summary: "Compared.", before: "green", after: "red" },
    "The demo is no longer what was examined.",
  ],
  [{ action: "demo.keep_long", summary: "Changed the demo (demo.keep_long)." }, "Demo keep long."],
  [{ action: "demo.pin", summary: "Pinned the demo." }, "Pinned the demo."],
])("tells %j", (entry, want) => {
  expect(told(entry)).toBe(want);
});
