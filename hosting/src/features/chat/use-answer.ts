import { useEffect, useMemo } from "react";

import { useCollection } from "../../live/use-live";
import { type Answer, assemble } from "./answer";
import { fetchDrawing } from "./chart";
import type { Message } from "./message";

/** An answer as it grows. */
export interface Growing {
  parts: Answer;
  /** What it says so far. */
  text: string;
  verified: boolean;
  working: boolean;
  /** It ended without an answer; or following it failed. */
  failure: Error | undefined;
}

/** Follows an answer: its parts as they are written, and what is kept of it when it is complete. */
export function useAnswer(path: string, answer: Message): Growing {
  const chunks = useCollection(`${path}/messages/${answer.id}/chunks`);
  const parts = useMemo(() => assemble(chunks.is === "here" ? chunks.value : []), [chunks]);
  const working = answer.status === "pending" || answer.status === "answering";
  useEffect(() => {
    if (working) void fetchDrawing().catch(() => undefined); // most answers end in a chart; a failure is the chart's to tell
  }, [working]);
  return {
    parts,
    text: parts.text ?? answer.text,
    verified: parts.verified || answer.verified,
    working,
    failure: chunks.is === "failed" ? chunks.error : undefined,
  };
}
