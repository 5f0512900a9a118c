import { CircleAlert, CircleCheck, X } from "lucide-react";
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from "react";

import { asProblem } from "../api/problem";
import { IconButton } from "./button";

/** How long a toast stays, in milliseconds: long enough to read it and reach for undo. */
export const lasting = 7_000;

export interface Toast {
  text: ReactNode;
  tone?: "good" | "bad";
  /** Takes back what was done. Pressed, `ended` is not called. */
  undo?: () => void;
  /** Called once the toast is gone and can no longer be undone: what cannot be taken back is done here and not before. */
  ended?: () => void;
}

interface Toasts {
  say: (toast: Toast) => void;
  /** Tells what went wrong with something that was done in passing. */
  sayFailure: (error: unknown) => void;
}

const ToastContext = createContext<Toasts | undefined>(undefined);

/** The one way to tell what has just happened, and to take it back. */
export function useToasts(): Toasts {
  const toasts = use(ToastContext);
  if (!toasts) throw new Error("useToasts is for components below ToastProvider");
  return toasts;
}

/** Shows one toast at a time: a new one ends the one before it. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<{ id: number; toast: Toast }>();
  const current = useRef<Toast>(undefined);

  const end = useCallback((undone = false) => {
    const ending = current.current;
    current.current = undefined;
    setShown(undefined);
    if (undone) ending?.undo?.();
    else ending?.ended?.();
  }, []);

  const toasts = useMemo<Toasts>(() => {
    let id = 0;
    const say = (toast: Toast) => {
      current.current?.ended?.();
      current.current = toast;
      setShown({ id: ++id, toast });
    };
    return {
      say,
      sayFailure: (error) => {
        const { message, requestId } = asProblem(error);
        say({
          tone: "bad",
          text: (
            <>
              {message}
              {requestId && <span className="block font-mono text-xs">Request {requestId}</span>}
            </>
          ),
        });
      },
    };
  }, []);

  useEffect(() => {
    const leaving = () => end(); // what waited for the end of a toast is done when the page is left
    window.addEventListener("pagehide", leaving);
    return () => window.removeEventListener("pagehide", leaving);
  }, [end]);

  return (
    <ToastContext value={toasts}>
      {children}
      <div role="status" aria-live="polite" className="pointer-events-none fixed inset-x-0 top-14 z-30 p-4">
        {shown && <Shown key={shown.id} toast={shown.toast} end={end} />}
      </div>
    </ToastContext>
  );
}

function Shown({ toast, end }: { toast: Toast; end: (undone?: boolean) => void }) {
  const [held, setHeld] = useState(false); // under the pointer or the focus it stays
  useEffect(() => {
    if (held) return;
    const timer = setTimeout(() => end(), lasting);
    return () => clearTimeout(timer);
  }, [held, end]);
  const Icon = toast.tone === "bad" ? CircleAlert : CircleCheck;
  return (
    // To stay while it is looked at is no action.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="group"
      aria-label="What has just happened"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="rise pointer-events-auto mx-auto flex w-fit max-w-full items-center gap-3 rounded-card bg-inverse py-2 pr-2 pl-4 text-sm text-inverse-ink shadow-lift"
    >
      <Icon aria-hidden className="size-4.5 shrink-0 opacity-80" />
      <div className="min-w-0 py-1.5 wrap-anywhere">{toast.text}</div>
      {toast.undo && (
        <button
          type="button"
          onClick={() => end(true)}
          className="min-h-9 shrink-0 rounded-field px-3 font-semibold underline-offset-4 hover:underline"
        >
          Undo
        </button>
      )}
      <IconButton
        label="Dismiss"
        onClick={() => end()}
        className="size-9! text-inherit! hover:bg-white/10! hover:text-inherit! dark:hover:bg-black/10!"
      >
        <X aria-hidden className="size-4" />
      </IconButton>
    </div>
  );
}
