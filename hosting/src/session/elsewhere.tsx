import type { Provider } from "../app/config";
import { Button } from "../ui/button";

/** The ways to sign in with somebody else, and the word that leads over to the form below; nothing where there are none. */
export function Elsewhere({ providers }: { providers: Provider[] }) {
  if (providers.length === 0) return null;
  return (
    <div className="space-y-3">
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
