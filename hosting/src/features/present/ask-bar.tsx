import type { SubmitEvent } from "react";

import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";

/** Longest accepted question, in characters; the server holds the rule. */
const longest = 2000;

/** Where a question of the audience's is typed, for all to see. */
export function AskBar({ ask, close }: { ask: (question: string) => void; close: () => void }) {
  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    const question = new FormData(event.currentTarget).get("question");
    if (typeof question === "string" && question.trim() !== "") ask(question.trim());
  }
  return (
    <Dialog title="What would you like to know?" close={close} wide>
      <form onSubmit={submit} className="mt-4 flex gap-3">
        <input
          name="question"
          aria-label="Your question"
          maxLength={longest}
          autoComplete="off"
          required
          className="h-14 min-w-0 flex-1 rounded-field border border-edge bg-surface px-4 text-xl"
        />
        <Button type="submit" tone="accent" className="h-14 px-6!">
          Ask
        </Button>
      </form>
    </Dialog>
  );
}
