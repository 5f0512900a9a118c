import type { operations } from "./schema";

/** The body of an operation's success. */
type Reply<Name extends keyof operations> = operations[Name]["responses"] extends infer Responses
  ? Responses[keyof Responses & (200 | 201 | 202)] extends { content: { "application/json": infer Body } }
    ? Body
    : never
  : never;

/** One item of an operation's list. */
type Item<Name extends keyof operations> = Reply<Name> extends { items: (infer One)[] | null } ? One : never;

export type TemplateCard = Item<"list-templates">;
export type Estimate = Reply<"provision-estimate">;
export type Demo = Reply<"get-demo">;
export type DemoStatus = Demo["status"];
export type GoldenQuery = Item<"list-golden-queries">;
export type Conversation = Item<"list-conversations">;
export type Job = Reply<"provision-status">;
export type JobStatus = Job["status"];
