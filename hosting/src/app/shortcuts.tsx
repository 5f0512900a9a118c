import { useState } from "react";

import { Dialog } from "../ui/dialog";
import { Keys } from "../ui/keys";
import { shortcutsOn, switchShortcuts } from "../ui/shortcut";

/** What keys do, as the help tells it. A screen that has keys of its own lists them here. */
const groups: { name: string; keys: [string, string][] }[] = [
  {
    name: "Everywhere",
    keys: [
      ["g d", "Dashboard"],
      ["g t", "Templates"],
      ["g m", "My demos"],
      ["/", "Search, or ask"],
      ["?", "These shortcuts"],
      ["Esc", "Close, or leave a field"],
    ],
  },
  {
    name: "In a demo",
    keys: [
      ["p", "Present"],
      ["Enter", "Ask"],
      ["Shift+Enter", "New line"],
    ],
  },
  {
    name: "Presenting",
    keys: [
      ["→", "Next question"],
      ["←", "The one before"],
      ["j", "Jump to a question"],
      ["/", "Ask what the audience asks"],
      ["b", "Blank the screen"],
      ["n", "Talk track"],
      ["w", "Talk track in a second window"],
      ["f", "Full screen"],
    ],
  },
];

/** The help that ? opens. */
export function ShortcutsHelp({ close }: { close: () => void }) {
  const [on, setOn] = useState(shortcutsOn);
  return (
    <Dialog title="Keyboard shortcuts" close={close}>
      <div className="mt-4 space-y-5">
        {groups.map((group) => (
          <section key={group.name} aria-label={group.name}>
            <h3 className="text-xs font-medium text-muted">{group.name}</h3>
            <dl className="mt-1.5 divide-y divide-line">
              {group.keys.map(([keys, does]) => (
                <div key={keys + does} className="flex items-center justify-between gap-4 py-1.5 text-sm">
                  <dt>{does}</dt>
                  <dd>
                    <Keys sequence={keys} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <label className="flex items-center gap-3 rounded-field bg-sunken px-4 py-3 text-sm">
          <input
            type="checkbox"
            checked={on}
            onChange={(event) => {
              setOn(event.target.checked);
              switchShortcuts(event.target.checked);
            }}
            className="size-4.5 accent-accent"
          />
          Single keys are shortcuts
        </label>
      </div>
    </Dialog>
  );
}
