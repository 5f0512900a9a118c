import { Clock, Rows3, Sparkles, Table2 } from "lucide-react";

import type { TemplateCard } from "../../api/model";
import { about, plural, shortCount } from "../../ui/format";

/** What a template comes to, in numbers. */
export function Facts({ card }: { card: TemplateCard }) {
  return (
    <ul className="tabular flex flex-wrap gap-x-4 gap-y-1.5 text-sm">
      <Fact icon={<Table2 aria-hidden className="size-4" />}>{plural(card.table_count, "table")}</Fact>
      <Fact icon={<Rows3 aria-hidden className="size-4" />}>{shortCount(card.rows)} rows</Fact>
      <Fact icon={<Sparkles aria-hidden className="size-4" />}>{plural(card.golden_queries, "golden question")}</Fact>
      {card.seconds > 0 && <Fact icon={<Clock aria-hidden className="size-4" />}>{about(card.seconds)}</Fact>}
    </ul>
  );
}

function Fact({ icon, children }: { icon: React.ReactNode; children: React.ReactNode }) {
  return (
    <li className="flex items-center gap-1.5">
      <span className="text-muted">{icon}</span>
      <span>{children}</span>
    </li>
  );
}
