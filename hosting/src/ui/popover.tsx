import { createContext, type ReactNode, use, useCallback, useEffect, useId, useRef, useState } from "react";
import { useLocation } from "react-router";

import { classes } from "./classes";

interface Props {
  /** What the button shows. */
  face: ReactNode;
  label: string;
  /** How the button looks. */
  className: string;
  /** What opens. A choice closes it. */
  children: ReactNode;
  /** Which edge of the button the panel keeps to. */
  side?: "left" | "right";
  /** Opens upwards, for what stands at the bottom of the window. */
  above?: boolean;
}

const CloseContext = createContext<() => void>(() => undefined);

/** A button that opens a small panel beside itself. Esc, a press outside, a step on with Tab and a change of address close it. */
export function Popover({ face, label, className, children, side = "right", above = false }: Props) {
  const { key } = useLocation();
  const [openAt, setOpenAt] = useState<string>(); // a panel belongs to the address it was opened at
  const open = openAt === key;
  const box = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) return;
    const outside = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) setOpenAt(undefined);
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [open]);

  const close = useCallback(() => {
    setOpenAt(undefined);
    button.current?.focus();
  }, []);

  return (
    // The keys are those of the button and of what the panel holds; here they only pass by.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      ref={box}
      className="relative"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        event.stopPropagation();
        close();
      }}
    >
      <button
        ref={button}
        type="button"
        aria-expanded={open}
        aria-controls={id}
        aria-label={label}
        title={label}
        onClick={() => setOpenAt(open ? undefined : key)}
        className={className}
      >
        {face}
      </button>
      <div
        id={id}
        hidden={!open}
        className={classes(
          "rise absolute z-20 w-max max-w-[calc(100vw-2rem)] min-w-48 rounded-card border border-line bg-surface p-1.5 shadow-lift",
          side === "right" ? "right-0" : "left-0",
          above ? "bottom-full mb-2" : "top-full mt-2",
        )}
      >
        {open && <CloseContext value={close}>{children}</CloseContext>}
      </div>
    </div>
  );
}

/** Something to choose in a panel. */
export function Choice({ act, danger = false, children }: { act: () => void; danger?: boolean; children: ReactNode }) {
  const close = use(CloseContext);
  return (
    <button
      type="button"
      onClick={() => {
        close();
        act();
      }}
      className={classes(
        "flex min-h-10 w-full items-center gap-2.5 rounded-field px-3 text-left text-sm transition-colors hover:bg-sunken focus-visible:-outline-offset-2",
        danger && "text-bad",
      )}
    >
      {children}
    </button>
  );
}
