import { render } from "@testing-library/react";
import { expect, it } from "vitest";

import { type Role, type Session, SessionContext } from "../../session/session";
import { Shortage } from "./shortage";
import type { Quota } from "./standing";

const questions: Quota = { name: "questions_per_day", used: 10, limit: 10, unit: "day" };
const read: Quota = { name: "bytes_per_month", used: 1e12, limit: 1e12, unit: "month" };
const admin = "when your admin gets you a higher limit.";

it.each<[Quota, Role, string, number?]>([
  [{ ...questions, used: 8 }, "engineer", "Your tenant has 2 questions left today."],
  [{ ...questions, used: 9 }, "engineer", "Your tenant has 1 question left today."],
  [
    questions,
    "participant",
    `Your tenant has asked its 10 questions of today. You can go on from 12:00 AM, or ${admin}`,
  ],
  [
    questions,
    "tenant_admin",
    "Your tenant has asked its 10 questions of today. You can go on from 12:00 AM, or when who runs the platform raises the limit.",
  ],
  [
    { ...questions, used: 8 },
    "engineer",
    `Your tenant has 2 questions left today, and this takes 45. You can go on from 12:00 AM, or ${admin}`,
    45,
  ],
  [{ ...read, used: 8.5e11 }, "engineer", "Your tenant has read 850 GB of 1 TB that it may read this month."],
  [
    read,
    "engineer",
    `Your tenant has read the 1 TB that it may read this month. You can go on from December 1, or ${admin}`,
  ],
  [{ name: "active_demos", used: 5, limit: 5 }, "engineer", `Your tenant has used up its 5. You can go on ${admin}`],
])("explains %j to a %s", (quota, role, want, taking = 0) => {
  const { container } = render(
    <SessionContext value={{ role } as Session}>
      <Shortage quota={quota} taking={taking} now={new Date("2026-11-22T12:00:00Z")} />
    </SessionContext>,
  );
  expect(container.textContent.replaceAll("\u202f", " ")).toBe(want);
});
