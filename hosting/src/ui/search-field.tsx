import { Search } from "lucide-react";
import { useRef, useState } from "react";

import { useShortcut } from "./use-shortcut";

/** Words to look for. / comes here, Esc empties it and then leaves. */
export function SearchField({
  label,
  value,
  change,
  className,
}: {
  label: string;
  value: string;
  change: (value: string) => void;
  className?: string;
}) {
  const field = useRef<HTMLInputElement>(null);
  // While somebody types, the field is ahead of the value: what it narrows, such as the address, may take its time.
  const [typed, setTyped] = useState<string>();
  const shown = typed ?? value;
  function type(text: string) {
    setTyped(text);
    change(text);
  }
  useShortcut("/", () => field.current?.focus());
  return (
    <div className={`relative ${className ?? ""}`}>
      <Search
        aria-hidden
        className="pointer-events-none absolute top-1/2 left-3.5 size-4 -translate-y-1/2 text-muted"
      />
      <input
        ref={field}
        type="search"
        aria-label={label}
        aria-keyshortcuts="/"
        placeholder={label}
        value={shown}
        onChange={(event) => type(event.target.value)}
        onBlur={() => setTyped(undefined)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.preventDefault();
          if (shown === "") event.currentTarget.blur();
          else type("");
        }}
        className="peer h-11 w-full rounded-field border border-edge bg-surface pr-10 pl-10 text-base sm:text-sm"
      />
      {shown === "" && (
        <kbd className="pointer-events-none absolute top-1/2 right-3 hidden -translate-y-1/2 rounded border border-line px-1.5 font-mono text-xs text-muted peer-focus:opacity-0 sm:block">
          /
        </kbd>
      )}
    </div>
  );
}
