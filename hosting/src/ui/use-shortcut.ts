import { useEffect, useEffectEvent, useRef } from "react";

import { completes, type Press, shortcutsOn } from "./shortcut";

/** Runs act when a key, or a sequence such as "g d", is pressed outside of any field and dialog and without modifiers. */
export function useShortcut(sequence: string, act: () => void): void {
  const before = useRef<Press>(undefined);
  const run = useEffectEvent(act);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || !shortcutsOn()) return;
      if (event.target instanceof Element && event.target.closest("input, textarea, select, dialog, [contenteditable]"))
        return;
      const press = { key: event.key, at: event.timeStamp };
      const complete = completes(sequence, press, before.current);
      before.current = press;
      if (!complete) return;
      event.preventDefault();
      run();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [sequence]);
}
