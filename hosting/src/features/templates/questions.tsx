import type { Template } from "../../api/model";
import { spoken } from "../../ui/format";
import { byComplexity } from "./complexity";

/** The golden questions, from easy to hard. */
export function Questions({ questions }: { questions: Template["questions"] }) {
  return (
    <div className="grid gap-4 lg:grid-cols-3 lg:items-start">
      {byComplexity(questions).map(([complexity, list]) => (
        <section
          key={complexity}
          aria-label={`${spoken(complexity)} questions`}
          className="rounded-card border border-line bg-surface shadow-card"
        >
          <h3 className="flex items-baseline justify-between border-b border-line px-5 py-3 text-sm font-semibold">
            {spoken(complexity)}
            <span className="tabular font-normal text-muted">{list.length}</span>
          </h3>
          <ul className="space-y-2.5 px-5 py-4 text-sm">
            {list.map((one) => (
              <li key={one.id}>{one.question}</li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
