import type { ReactNode } from "react";

import { Cover } from "../ui/cover";
import { Mark } from "../ui/mark";

/** What stands before the app: for those who are not signed in, or members of nothing yet. */
export function Front({ title, lead, children }: { title: ReactNode; lead: ReactNode; children: ReactNode }) {
  return (
    <main className="relative grid min-h-dvh place-items-center overflow-hidden px-5 py-10">
      <Cover
        name="capidemo"
        hue={275}
        className="absolute inset-x-0 bottom-0 -z-10 h-56 w-full [mask-image:linear-gradient(to_bottom,transparent,black)] opacity-50"
      />
      <div className="rise w-full max-w-sm">
        <Mark className="size-11" />
        <h1 className="mt-6 text-2xl font-semibold tracking-tight wrap-anywhere">{title}</h1>
        <p className="mt-1.5 text-muted wrap-anywhere">{lead}</p>
        <div className="mt-8">{children}</div>
      </div>
    </main>
  );
}

/** Another way to go on, below what the screen is for. */
export function Otherwise({ children }: { children: ReactNode }) {
  return <p className="mt-8 border-t border-line pt-5 text-sm text-muted">{children}</p>;
}

/** A button in a sentence. */
export function InLine({ act, children }: { act: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      onClick={act}
      className="rounded font-medium text-accent-ink underline-offset-4 hover:underline"
    >
      {children}
    </button>
  );
}

/** What stands in a field of a form. */
export function field(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
}
