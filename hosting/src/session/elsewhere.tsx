import type { Provider } from "../app/config";
import { Button } from "../ui/button";
import { Notice } from "../ui/states";
import { explain } from "./explain";

/**
 * The ways to sign in with somebody else, and the word that leads over to the form below; nothing where there are none. What went wrong on
 * the way is told above them, where who comes back begins to read.
 */
export function Elsewhere({ providers, failure }: { providers: Provider[]; failure: unknown }) {
  const told = failure !== undefined && <Notice tone="bad">{explain(failure)}</Notice>;
  if (providers.length === 0) return told;
  return (
    <div className="space-y-3">
      {told}
      {providers.map((provider) => (
        <Button
          key={provider.id}
          className="w-full"
          onClick={async () => (await import("./come-back")).leaveFor(provider)}
        >
          {provider.id === "google.com" && <img src="/google.svg" alt="" className="size-4.5" />}
          Continue with {provider.label}
        </Button>
      ))}
      <p className="flex items-center gap-3 pt-2 text-sm text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or with e-mail and password
      </p>
    </div>
  );
}
