import { Rows3, Sparkles, Table2 } from "lucide-react";

import type { TemplateCard as Card } from "../../api/model";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Cover } from "../../ui/cover";
import { plural, shortCount } from "../../ui/format";

/** A template in the library. */
export function TemplateCard({ card, quickStart }: { card: Card; quickStart: () => void }) {
  return (
    <article className="flex flex-col overflow-hidden rounded-card border border-line bg-surface shadow-card transition-shadow hover:shadow-lift">
      <Cover name={card.template_id} className="h-28 w-full" />
      <div className="flex flex-1 flex-col p-5">
        <p className="text-xs font-medium text-muted">{card.industry}</p>
        <h2 className="mt-0.5 text-lg font-semibold tracking-tight">{card.display_name}</h2>
        <p className="mt-1.5 line-clamp-3 text-sm text-muted">{card.description}</p>
        <ul className="tabular mt-4 flex flex-wrap gap-x-5 gap-y-1.5 text-sm">
          <Fact icon={<Table2 aria-hidden className="size-4" />}>{plural(card.table_count, "table")}</Fact>
          <Fact icon={<Rows3 aria-hidden className="size-4" />}>{shortCount(card.rows)} rows</Fact>
          <Fact icon={<Sparkles aria-hidden className="size-4" />}>
            {plural(card.golden_queries, "golden question")}
          </Fact>
        </ul>
        {card.tags.length > 0 && (
          <ul className="mt-4 flex flex-wrap gap-1.5" aria-label="Tags">
            {card.tags.map((tag) => (
              <li key={tag}>
                <Badge>{tag}</Badge>
              </li>
            ))}
          </ul>
        )}
        <div className="mt-auto pt-5">
          <Button tone="accent" className="w-full" onClick={quickStart} aria-label={`Quick Start ${card.display_name}`}>
            Quick Start
          </Button>
        </div>
      </div>
    </article>
  );
}

function Fact({ icon, children }: { icon: React.ReactNode; children: React.ReactNode }) {
  return (
    <li className="flex items-center gap-1.5">
      <span className="text-muted">{icon}</span>
      {children}
    </li>
  );
}
