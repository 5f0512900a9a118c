import type { Ask } from "./use-talk";

/** Questions to ask with one press. */
export function Chips({ label, options, choose }: { label: string; options: string[]; choose: Ask }) {
  return (
    <ul aria-label={label} className="flex flex-wrap gap-2">
      {options.map((option) => (
        <li key={option} className="max-w-full">
          <button
            type="button"
            disabled={!choose}
            onClick={() => choose?.(option)}
            className="max-w-full rounded-2xl border border-line bg-surface px-3.5 py-2 text-left text-sm shadow-card transition-colors enabled:hover:border-accent enabled:hover:text-accent-ink disabled:opacity-55"
          >
            {option}
          </button>
        </li>
      ))}
    </ul>
  );
}
