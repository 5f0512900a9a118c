import { ChevronDown } from "lucide-react";

import { classes } from "./classes";

/** One of a few fixed values. It is the browser's own list, which every device has its best way to show. */
export function Select({
  label,
  value,
  change,
  options,
  className,
}: {
  label: string;
  value: string;
  change: (value: string) => void;
  options: [value: string, name: string][];
  className?: string;
}) {
  return (
    <span className={classes("relative", className)}>
      <select
        aria-label={label}
        value={value}
        onChange={(event) => change(event.target.value)}
        className="h-10 appearance-none rounded-field border border-edge bg-surface pr-9 pl-3.5 text-sm"
      >
        {options.map(([one, name]) => (
          <option key={one} value={one}>
            {name}
          </option>
        ))}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-muted"
      />
    </span>
  );
}
