import { expect, it } from "vitest";

import { count } from "../../ui/format";
import { derivation } from "./derivation";

const now = new Date("2026-12-31T23:30:00Z");

it("says what counts, what is left, and when it begins anew", () => {
  expect(derivation({ name: "provisions_per_month", used: 30, limit: 1000, unit: "month" }, count, now)).toBe(
    "Demos asked for in this calendar month, whatever became of them. 970 left until January 1.",
  );
  expect(derivation({ name: "questions_per_day", used: 5000, limit: 5000, unit: "day" }, count, now)).toMatch(
    /Nothing left until midnight, UTC\.$/,
  );
  expect(derivation({ name: "api_keys", used: 2, limit: 50 }, count, now)).toMatch(/48 left\.$/);
});

it("says of a quota that it does not know what is left", () => {
  expect(derivation({ name: "seats", used: 1, limit: 3 }, count, now)).toBe("2 left.");
});
