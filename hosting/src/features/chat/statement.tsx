import { ChevronRight } from "lucide-react";

import { CopyButton } from "../../ui/copy-button";
import { highlight, type TokenKind } from "./highlight";

const colours: Record<TokenKind, string> = {
  keyword: "font-medium text-accent-ink",
  text: "text-good",
  number: "text-warn",
  comment: "text-muted italic",
  plain: "",
};

/** The SQL behind an answer, folded away until somebody wants it. */
export function Statement({ sql, open = false }: { sql: string; open?: boolean }) {
  return (
    <details open={open} className="group rounded-field border border-line bg-surface">
      <summary className="flex min-h-10 list-none items-center gap-2 rounded-field px-3 text-sm font-medium text-muted hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform group-open:rotate-90" />
        SQL
      </summary>
      <div className="relative border-t border-line">
        <pre className="overflow-x-auto py-3 pr-12 pl-4 font-mono text-xs leading-relaxed" tabIndex={0}>
          <code>
            {highlight(sql).map((token, n) => (
              <span key={n} className={colours[token.kind]}>
                {token.text}
              </span>
            ))}
          </code>
        </pre>
        <div className="absolute top-1 right-1">
          <CopyButton text={sql} label="Copy SQL" />
        </div>
      </div>
    </details>
  );
}
