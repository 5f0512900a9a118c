import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef } from "react";

import { IconButton } from "./button";
import { classes } from "./classes";

/**
 * A question that must be answered or dismissed first. It is the browser's own dialog: focus stays inside, Esc and a press outside
 * close it, and focus returns to where it was.
 */
export function Dialog({
  title,
  close,
  wide = false,
  children,
}: {
  title: string;
  close: () => void;
  wide?: boolean;
  children: ReactNode;
}) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();

  // Before it is taken off the page: only a dialog that stands on it gives the focus back.
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);

  useEffect(() => {
    const dialog = ref.current;
    const outside = (event: MouseEvent) => {
      if (event.target === dialog) close(); // everything inside covers the dialog's own box
    };
    dialog?.addEventListener("mousedown", outside);
    return () => dialog?.removeEventListener("mousedown", outside);
  }, [close]);

  return (
    <dialog
      ref={ref}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault(); // the owner's state closes it
        close();
      }}
      className={classes(
        "m-auto w-[calc(100%-2rem)] rounded-card border border-line bg-surface p-0 text-ink shadow-lift",
        wide ? "max-w-2xl" : "max-w-md",
      )}
    >
      <div className="rise relative p-6">
        <h2 id={id} className="mb-1 pr-10 text-lg font-semibold tracking-tight">
          {title}
        </h2>
        {children}
        {/* Last, because the browser gives the focus to the first thing that takes it. */}
        <IconButton label="Close" onClick={close} className="absolute top-4 right-4">
          <X aria-hidden className="size-4.5" />
        </IconButton>
      </div>
    </dialog>
  );
}
