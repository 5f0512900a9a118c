import { Lock } from "lucide-react";

import type { TemplateCard as Card } from "../../api/model";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Link } from "../../ui/link";
import { Facts } from "./facts";
import { Picture } from "./picture";

interface Props {
  card: Card;
  quickStart: () => void;
  /** Shows only templates with a tag. */
  narrow: (tag: string) => void;
}

/** A template in the library: its name leads to its page, its button to a demo. */
export function TemplateCard({ card, quickStart, narrow }: Props) {
  return (
    <article className="group relative flex flex-col overflow-hidden rounded-card border border-line bg-surface shadow-card transition-shadow hover:shadow-lift">
      <Picture name={card.template_id} svg={card.thumbnail} className="aspect-video w-full" />
      {card.private && (
        <Badge tone="neutral" className="absolute top-3 right-3">
          <Lock aria-hidden className="size-3" /> Your tenant's
        </Badge>
      )}
      <div className="flex flex-1 flex-col p-5">
        <p className="text-xs font-medium text-muted">{card.industry}</p>
        <h2 className="mt-0.5 text-lg font-semibold tracking-tight">
          {/* The whole card leads there; what can be pressed on it lies above. */}
          <Link
            to={`/templates/${card.template_id}`}
            className="after:absolute after:inset-0 after:rounded-card group-hover:text-accent-ink focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          >
            {card.display_name}
          </Link>
        </h2>
        <p className="mt-1.5 mb-4 line-clamp-3 text-sm text-muted">{card.description}</p>
        <Facts card={card} />
        {card.tags.length > 0 && (
          <ul className="relative mt-4 flex w-fit flex-wrap gap-1.5" aria-label="Tags">
            {card.tags.map((tag) => (
              <li key={tag}>
                <button
                  type="button"
                  aria-label={`Only templates tagged ${tag}`}
                  onClick={() => narrow(tag)}
                  className="min-h-6 rounded-full bg-sunken px-2.5 text-xs font-medium text-muted transition-colors hover:bg-accent-wash hover:text-accent-ink"
                >
                  {tag}
                </button>
              </li>
            ))}
          </ul>
        )}
        <div className="relative mt-auto pt-5">
          <Button tone="accent" className="w-full" onClick={quickStart} aria-label={`Quick Start ${card.display_name}`}>
            Quick Start
          </Button>
        </div>
      </div>
    </article>
  );
}
