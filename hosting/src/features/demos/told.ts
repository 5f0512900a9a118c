import type { HistoryEntry } from "../../api/model";
import { spoken } from "../../ui/format";

type Told = Pick<HistoryEntry, "action" | "summary" | "before" | "after">;

/** What an exam found, as the end of a sentence. */
const verdicts: Record<string, string> = {
  green: "passed its exam",
  amber: "passed its exam with remarks",
  red: "failed its exam",
};

/** What a comparison with the certificate found. */
const marks: Record<string, string> = {
  green: "still is what was examined",
  amber: "is what was examined, with remarks",
  red: "is no longer what was examined",
};

/** An entry of a demo's history as a sentence for people. The server's own sentence stands unless what it found says more. */
export function told({ action, summary, after }: Told): string {
  const verdict = verdicts[after ?? ""];
  if (action === "exam.completed" && verdict) return `The demo ${verdict}.`;
  const mark = marks[after ?? ""];
  if (action === "exam.checked" && mark) return `The demo ${mark}.`;
  // What the server has no sentence for, it names as programs do.
  return summary.includes(`(${action})`) ? `${spoken(action.replaceAll(/[._]/g, " "))}.` : summary;
}
