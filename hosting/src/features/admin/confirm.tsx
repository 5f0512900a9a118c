import type { ReactNode } from "react";

import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";

/** Asks before something that cannot be taken back. */
export function Confirm({
  title,
  act,
  actName,
  close,
  children,
}: {
  title: string;
  act: () => void;
  /** What the button says; it names what happens. */
  actName: string;
  close: () => void;
  children: ReactNode;
}) {
  return (
    <Dialog title={title} close={close}>
      <div className="mb-6 text-muted">{children}</div>
      <div className="flex justify-end gap-2">
        <Button tone="quiet" onClick={close}>
          Cancel
        </Button>
        <Button
          tone="danger"
          onClick={() => {
            close();
            act();
          }}
        >
          {actName}
        </Button>
      </div>
    </Dialog>
  );
}
