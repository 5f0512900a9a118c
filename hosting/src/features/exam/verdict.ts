import type { ExamStatus } from "../../api/model";
import type { Tone } from "../../ui/badge";

/** What an exam comes to, in words. */
export const verdicts: Record<ExamStatus, { name: string; tone: Tone; meaning: string }> = {
  none: { name: "Not examined", tone: "neutral", meaning: "Nobody has examined this demo yet." },
  running: { name: "Being examined", tone: "accent", meaning: "Every golden question is being asked." },
  green: { name: "Exam passed", tone: "good", meaning: "Every golden question is answered right. It is safe to show." },
  amber: {
    name: "Passed with remarks",
    tone: "warn",
    meaning: "It can be shown. Some ways to ask are not understood.",
  },
  red: {
    name: "Exam failed",
    tone: "bad",
    meaning: "At least one golden question is answered wrong. Look before you show it.",
  },
};
