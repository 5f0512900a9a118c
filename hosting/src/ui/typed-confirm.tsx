import { type ReactNode, type SubmitEvent, useState } from "react";

import { Button } from "./button";
import { Dialog } from "./dialog";
import { Field } from "./field";

/** Asks before something that ends a lot and cannot be taken back: the word must be typed. */
export function TypedConfirm({
  title,
  word,
  act,
  actName,
  busy = false,
  close,
  children,
}: {
  title: string;
  /** What must be typed, such as the id of what will be gone. */
  word: string;
  act: () => void;
  /** What the button says; it names what happens. */
  actName: string;
  busy?: boolean;
  close: () => void;
  children: ReactNode;
}) {
  const [typed, setTyped] = useState("");
  function submit(event: SubmitEvent<HTMLFormElement>) {
    event.preventDefault();
    if (typed.trim() === word) act();
  }
  return (
    <Dialog title={title} close={close}>
      <div className="text-muted">{children}</div>
      <form onSubmit={submit} className="mt-5 space-y-6">
        <Field
          label={`Type ${word} to confirm`}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          autoComplete="off"
          spellCheck={false}
        />
        <div className="flex justify-end gap-2">
          <Button tone="quiet" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" tone="danger" disabled={typed.trim() !== word} busy={busy}>
            {actName}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
