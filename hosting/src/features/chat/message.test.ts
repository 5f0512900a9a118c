import { expect, it } from "vitest";

import { exchanges } from "./message";

const message = (id: string, role: string, ordinal: number, more: Record<string, unknown> = {}) => ({
  id,
  data: { role, ordinal, text: id, status: "completed", ...more },
});

it("pairs questions with answers in the order they were asked", () => {
  const found = exchanges([
    message("a2", "assistant", 21, { question_id: "q2", status: "failed", error: { message: "Stopped." } }),
    message("q1", "user", 10),
    message("q2", "user", 20),
    message("a1", "assistant", 11, { question_id: "q1", verified: true, feedback: { rating: "up" } }),
    message("q3", "user", 30),
  ]);
  expect(found.map(({ question, answer }) => [question.id, answer?.id])).toEqual([
    ["q1", "a1"],
    ["q2", "a2"],
    ["q3", undefined],
  ]);
  expect(found[0]?.answer?.verified).toBe(true);
  expect(found[0]?.answer?.rating).toBe("up");
  expect(found[1]?.answer).toMatchObject({ failure: "Stopped.", rating: "none" });
});
