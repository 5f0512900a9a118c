import type { GoldenQuery } from "../../api/model";

/** What an exam takes. */
export interface ExamCost {
  /** Golden queries that are run. */
  queries: number;
  /** Questions that are asked of the agent, and counted as the day's. */
  questions: number;
}

/** What an exam of a demo with these golden questions takes: each query is run, and each question asked in every known way, once. */
export function costOf(golden: Pick<GoldenQuery, "question" | "phrasings">[]): ExamCost {
  const questions = golden.map(({ question, phrasings }) => {
    const ways = [question, ...phrasings].map((way) => way.trim()).filter(Boolean);
    return new Set(ways).size;
  });
  return { queries: golden.length, questions: questions.reduce((sum, n) => sum + n, 0) };
}
