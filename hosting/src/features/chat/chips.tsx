/** Questions to ask with one press. */
export function Chips({
  label,
  options,
  choose,
}: {
  label: string;
  options: string[];
  choose: (option: string) => void;
}) {
  return (
    <ul aria-label={label} className="flex flex-wrap gap-2">
      {options.map((option) => (
        <li key={option} className="max-w-full">
          <button
            type="button"
            onClick={() => choose(option)}
            className="max-w-full rounded-2xl border border-line bg-surface px-3.5 py-2 text-left text-sm shadow-card transition-colors hover:border-accent hover:text-accent-ink"
          >
            {option}
          </button>
        </li>
      ))}
    </ul>
  );
}
