/** How long after the first key of a sequence the second one counts, in milliseconds. */
const patience = 1_200;

/** What is known of a key that was pressed. */
export interface Press {
  key: string;
  at: number;
}

/**
 * Whether a key ends a sequence such as "g d", given the key pressed before it. A sequence of one key, such as "/", needs none.
 */
export function completes(sequence: string, press: Press, before: Press | undefined): boolean {
  const keys = sequence.split(" ");
  if (press.key !== keys.at(-1)) return false;
  if (keys.length === 1) return true;
  return before !== undefined && before.key === keys[0] && press.at - before.at <= patience;
}

const kept = "shortcuts";

/** Whether keys without modifiers do anything: people who speak to their machine, or whose hands shake, switch them off. */
export function shortcutsOn(): boolean {
  try {
    return localStorage.getItem(kept) !== "off";
  } catch {
    return true; // storage is switched off
  }
}

export function switchShortcuts(on: boolean): void {
  try {
    if (on) localStorage.removeItem(kept);
    else localStorage.setItem(kept, "off");
  } catch {
    // Storage is switched off: nothing can be kept.
  }
}
