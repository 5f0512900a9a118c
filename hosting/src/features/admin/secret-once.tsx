import type { ReactNode } from "react";

import { Button } from "../../ui/button";
import { CopyButton } from "../../ui/copy-button";
import { Notice } from "../../ui/states";

/** A secret that is shown this once. */
export function SecretOnce({
  what,
  secret,
  close,
  children,
}: {
  what: string;
  secret: string;
  close: () => void;
  /** What is to be known of it. */
  children?: ReactNode;
}) {
  return (
    <div className="mt-4 space-y-5">
      <Notice tone="neutral">Copy the {what} now. It is shown this once and nobody can look it up again.</Notice>
      <div className="flex items-center gap-2 rounded-field bg-sunken py-2 pr-2 pl-3.5">
        <code className="min-w-0 flex-1 font-mono text-sm wrap-anywhere">{secret}</code>
        <CopyButton text={secret} label={`Copy the ${what}`} />
      </div>
      {children && <p className="text-sm text-muted">{children}</p>}
      <div className="flex justify-end">
        <Button tone="accent" onClick={close}>
          I have copied it
        </Button>
      </div>
    </div>
  );
}
