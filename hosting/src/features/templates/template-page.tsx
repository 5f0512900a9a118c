import { useQuery } from "@tanstack/react-query";
import { ArrowLeft, Lightbulb } from "lucide-react";
import { useCallback, useState } from "react";
import { useParams, useSearchParams } from "react-router";

import type { Template } from "../../api/model";
import { asProblem } from "../../api/problem";
import { useSession } from "../../session/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { ButtonLink } from "../../ui/button-link";
import { Link } from "../../ui/link";
import { Section } from "../../ui/page-head";
import { Empty, Failure, Loading, Skeleton } from "../../ui/states";
import { useTitle } from "../../ui/use-title";
import { Columns } from "../schema/columns";
import { SchemaBrowser } from "../schema/schema-browser";
import { Facts } from "./facts";
import { Picture } from "./picture";
import { templateQuery } from "./queries";
import { Questions } from "./questions";
import { QuickStart } from "./quick-start";

/** One template: what it tells, what can be asked, and the data behind it. */
export function TemplatePage() {
  const { templateId = "" } = useParams();
  const { api } = useSession();
  const template = useQuery(templateQuery(api, templateId));
  if (template.isPending) {
    return (
      <Loading what="the template">
        <Skeleton className="h-64 rounded-card" />
        <Skeleton className="mt-10 h-48 rounded-card" />
      </Loading>
    );
  }
  if (template.isError) {
    return asProblem(template.error).status === 404 ? (
      <Absent />
    ) : (
      <Failure error={template.error} retry={() => void template.refetch()} />
    );
  }
  return <Story template={template.data} />;
}

function Story({ template }: { template: Template }) {
  useTitle(template.display_name);
  const [starting, setStarting] = useState(false);
  const close = useCallback(() => setStarting(false), []);
  return (
    <>
      <Link
        to="/templates"
        className="mb-4 inline-flex items-center gap-1.5 rounded-lg text-sm text-muted hover:text-ink"
      >
        <ArrowLeft aria-hidden className="size-4" /> Templates
      </Link>
      <Hero template={template} start={() => setStarting(true)} />
      {template.insights.length > 0 && (
        <Section title="The story in the data" note="What is worth finding. Every demo made from the template has it.">
          <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            {template.insights.map((insight) => (
              <li key={insight.title} className="rounded-card border border-line bg-surface p-5 shadow-card">
                <Lightbulb aria-hidden className="size-5 text-warn" />
                <h3 className="mt-3 font-semibold tracking-tight">{insight.title}</h3>
                <p className="mt-1.5 text-sm text-muted">{insight.story}</p>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Golden questions" note="Their answers are known and checked for every demo.">
        <Questions questions={template.questions} />
      </Section>
      <Section title="The data">
        <Data template={template} />
      </Section>
      {starting && <QuickStart card={template} close={close} />}
    </>
  );
}

function Hero({ template, start }: { template: Template; start: () => void }) {
  return (
    <div className="overflow-hidden rounded-card border border-line bg-surface shadow-card md:grid md:grid-cols-[1fr_22rem]">
      <Picture name={template.template_id} svg={template.thumbnail} className="h-40 w-full md:order-2 md:h-full" />
      <div className="p-6 sm:p-8">
        <p className="text-sm font-medium text-muted">{template.industry}</p>
        <h1 className="mt-1 text-2xl font-semibold tracking-tight sm:text-3xl">{template.display_name}</h1>
        <p className="mt-3 max-w-prose text-muted">{template.description}</p>
        <div className="mt-5">
          <Facts card={template} />
        </div>
        <ul className="mt-4 flex flex-wrap gap-1.5" aria-label="Tags">
          {template.tags.map((tag) => (
            <li key={tag}>
              <Badge verbatim>{tag}</Badge>
            </li>
          ))}
        </ul>
        <Button tone="accent" className="mt-7 w-full sm:w-auto sm:px-8" onClick={start}>
          Quick Start
        </Button>
      </div>
    </div>
  );
}

/** The table that is looked at is in the address. */
function Data({ template }: { template: Template }) {
  const [parameters, setParameters] = useSearchParams();
  return (
    <SchemaBrowser
      schema={template}
      chosen={parameters.get("table") ?? undefined}
      choose={(table) => setParameters({ table }, { replace: true })}
    >
      {(table) => <Columns table={table} relationships={template.relationships} />}
    </SchemaBrowser>
  );
}

function Absent() {
  useTitle("Not found");
  return (
    <Empty title="There is no such template" alone action={<ButtonLink to="/templates">Show all templates</ButtonLink>}>
      It was withdrawn, or it belongs to another tenant.
    </Empty>
  );
}
