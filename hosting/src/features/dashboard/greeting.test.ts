import { expect, it } from "vitest";

import { greeting } from "./greeting";

it.each([
  [4, "Good evening"],
  [5, "Good morning"],
  [12, "Good afternoon"],
  [18, "Good evening"],
])("greets at %d", (hour, want) => {
  expect(greeting(hour)).toBe(want);
});
