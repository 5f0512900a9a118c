import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";

import { IconButton } from "./button";

/** Copies a text and says so for two seconds. A long text is made when it is wanted. */
export function CopyButton({ text, label }: { text: string | (() => string); label: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      label={copied ? "Copied" : label}
      onClick={() => {
        void navigator.clipboard.writeText(typeof text === "string" ? text : text()).then(() => setCopied(true));
      }}
    >
      {copied ? <Check aria-hidden className="size-4 text-good" /> : <Copy aria-hidden className="size-4" />}
    </IconButton>
  );
}
