import { afterEach, expect, it } from "vitest";

import { completes, shortcutsOn, switchShortcuts } from "./shortcut";

afterEach(() => switchShortcuts(true));

it.each<[string, string, string | undefined, number, boolean]>([
  ["/", "/", undefined, 0, true],
  ["/", "x", undefined, 0, false],
  ["g d", "d", "g", 300, true],
  ["g d", "d", "g", 5_000, false],
  ["g d", "d", "x", 300, false],
  ["g d", "d", undefined, 0, false],
  ["g d", "g", "d", 300, false],
])("of %j after %s, %s", (sequence, key, before, wait, want) => {
  expect(completes(sequence, { key, at: 10_000 }, before ? { key: before, at: 10_000 - wait } : undefined)).toBe(want);
});

it("can be switched off for good", () => {
  expect(shortcutsOn()).toBe(true);
  switchShortcuts(false);
  expect(shortcutsOn()).toBe(false);
});
