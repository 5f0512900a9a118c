import type { Document } from "../../live/live";

/** A message as its document tells it (shared/demo.Message). */
export interface Message {
  id: string;
  role: "user" | "assistant";
  text: string;
  status: "pending" | "answering" | "completed" | "failed";
  ordinal: number;
  /** Of an answer: the question it answers. */
  questionId: string;
  verified: boolean;
  /** What its reader thinks of the answer. */
  rating: Rating;
  createdAt?: Date;
  failure?: string;
}

export type Rating = "up" | "down" | "none";

export function readMessage({ id, data }: Document): Message {
  const failure = field(data.error, "message");
  const rating = field(data.feedback, "rating");
  return {
    id,
    role: data.role === "user" ? "user" : "assistant",
    text: typeof data.text === "string" ? data.text : "",
    status: (data.status ?? "pending") as Message["status"],
    ordinal: Number(data.ordinal),
    questionId: typeof data.question_id === "string" ? data.question_id : "",
    verified: data.verified === true,
    rating: rating === "up" || rating === "down" ? rating : "none",
    ...(data.created_at instanceof Date && { createdAt: data.created_at }),
    ...(typeof failure === "string" && { failure }),
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

export interface Exchange {
  question: Message;
  answer?: Message;
}

/** Questions in the order they were asked, each with its answer. */
export function exchanges(documents: Document[]): Exchange[] {
  const messages = documents.map(readMessage).sort((a, b) => a.ordinal - b.ordinal);
  const answers = new Map(
    messages.filter((message) => message.role === "assistant").map((answer) => [answer.questionId, answer]),
  );
  return messages
    .filter((message) => message.role === "user")
    .map((question) => {
      const answer = answers.get(question.id);
      return answer ? { question, answer } : { question };
    });
}
