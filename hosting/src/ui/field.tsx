import { type ComponentProps, useId } from "react";

/** A labelled line of text. A fault is told beside the field it is about. */
export function Field({
  label,
  hint,
  fault,
  ...rest
}: ComponentProps<"input"> & { label: string; hint?: string; fault?: string | undefined }) {
  const id = useId();
  const note = fault ?? hint;
  return (
    <div>
      <label htmlFor={id} className="mb-1.5 block text-sm font-medium">
        {label}
      </label>
      <input
        {...rest}
        id={id}
        aria-invalid={fault !== undefined}
        aria-describedby={note ? `${id}-note` : undefined}
        className="h-11 w-full rounded-field border border-edge bg-surface px-3.5 text-base aria-invalid:border-bad sm:text-sm"
      />
      {note && (
        <p id={`${id}-note`} className={fault ? "mt-1.5 text-sm text-bad" : "mt-1.5 text-sm text-muted"}>
          {note}
        </p>
      )}
    </div>
  );
}
