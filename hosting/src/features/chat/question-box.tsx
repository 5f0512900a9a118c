import { ArrowUp, Sparkles } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";

import type { GoldenQuery } from "../../api/model";
import { classes } from "../../ui/classes";
import { Choice, Popover } from "../../ui/popover";
import { useShortcut } from "../../ui/use-shortcut";
import type { Ask } from "./use-talk";

/** Longest accepted question, in characters; the server holds the rule. */
const longest = 2000;

interface Props {
  /** Without it the box is closed; what it stands above says why. */
  ask: Ask;
  busy: boolean;
  /** Golden questions to choose from; without them there is nothing to choose. */
  golden?: GoldenQuery[] | undefined;
}

/** Where questions are typed. Enter asks, Shift+Enter breaks the line, / comes here, Esc leaves. */
export function QuestionBox({ ask, busy, golden }: Props) {
  const [text, setText] = useState("");
  const field = useRef<HTMLTextAreaElement>(null);
  useShortcut("/", () => field.current?.focus());
  const empty = text.trim() === "";

  function send() {
    if (empty || busy || !ask) return;
    ask(text.trim());
    setText("");
  }

  function pressed(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key === "Escape") event.currentTarget.blur();
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      className={classes(
        "flex items-end gap-1.5 rounded-card border p-2 focus-within:border-accent",
        ask ? "border-edge bg-surface shadow-lift" : "border-line bg-sunken",
      )}
    >
      {ask && golden && golden.length > 0 && <Golden golden={golden} ask={ask} />}
      <textarea
        ref={field}
        rows={1}
        value={text}
        disabled={!ask}
        maxLength={longest}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={pressed}
        aria-label="Your question"
        aria-keyshortcuts="/"
        placeholder={ask ? "Ask about the data" : "No question can be asked now"}
        className="field-sizing-content max-h-40 min-h-10 flex-1 resize-none bg-transparent px-2 py-2 text-base outline-none sm:text-sm"
      />
      <button
        type="submit"
        aria-label="Ask"
        disabled={empty || busy || !ask}
        className="grid size-10 shrink-0 place-items-center rounded-field bg-accent text-white transition-colors hover:bg-accent-strong disabled:bg-sunken disabled:text-muted"
      >
        <ArrowUp aria-hidden className="size-4.5" />
      </button>
    </form>
  );
}

function Golden({ golden, ask }: { golden: GoldenQuery[]; ask: NonNullable<Ask> }) {
  return (
    <Popover
      label="Golden questions"
      side="left"
      above
      face={<Sparkles aria-hidden className="size-4.5" />}
      className="grid size-10 place-items-center rounded-field text-muted transition-colors hover:bg-sunken hover:text-ink aria-expanded:bg-sunken"
    >
      <ul aria-label="Golden questions" className="max-h-[50dvh] w-104 max-w-full overflow-y-auto">
        {golden.map((one) => (
          <li key={one.id}>
            <Choice act={() => ask(one.question)}>{one.question}</Choice>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
