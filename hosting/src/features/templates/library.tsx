import { useQuery } from "@tanstack/react-query";
import { LibraryBig, Search, X } from "lucide-react";
import { useCallback, useState } from "react";
import { useSearchParams } from "react-router";

import type { TemplateCard as Card } from "../../api/model";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { ChoiceChip } from "../../ui/choice-chip";
import { PageHead } from "../../ui/page-head";
import { SearchField } from "../../ui/search-field";
import { Empty, Failure, Loading, Skeleton } from "../../ui/states";
import { useTitle } from "../../ui/use-title";
import { templatesQuery } from "./queries";
import { QuickStart } from "./quick-start";
import { industries, search } from "./search";
import { TemplateCard } from "./template-card";

/** The template library. Search and filters are in the address, so that they survive a reload and can be sent to somebody. */
export function Library() {
  useTitle("Templates");
  const { api } = useSession();
  const templates = useQuery(templatesQuery(api));
  const [chosen, setChosen] = useState<Card>();
  const close = useCallback(() => setChosen(undefined), []);
  return (
    <>
      <PageHead title="Start a demo">
        Pick the story that is closest to your customer. The data and its agent are ready in seconds.
      </PageHead>
      {templates.isPending && <Waiting />}
      {templates.isError && (
        <div className="mt-8">
          <Failure error={templates.error} retry={() => void templates.refetch()} />
        </div>
      )}
      {templates.isSuccess && templates.data.length === 0 && (
        <div className="mt-8">
          <Empty icon={<LibraryBig aria-hidden className="size-5" />} title="No templates yet">
            As soon as a template is published it appears here.
          </Empty>
        </div>
      )}
      {templates.isSuccess && templates.data.length > 0 && <Shelves cards={templates.data} choose={setChosen} />}
      {chosen && <QuickStart card={chosen} close={close} />}
    </>
  );
}

function Shelves({ cards, choose }: { cards: Card[]; choose: (card: Card) => void }) {
  const [parameters, setParameters] = useSearchParams();
  const wanted = (name: string) => parameters.get(name) ?? undefined;
  const [words, industry, tag] = [wanted("q"), wanted("industry"), wanted("tag")];

  function narrow(name: "q" | "industry" | "tag", value: string | undefined) {
    setParameters(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true },
    );
  }

  const found = search(cards, { words, industry, tag });
  const names = industries(cards);
  return (
    <>
      <div className="mt-6 flex flex-col gap-4 sm:mt-8">
        <SearchField
          label="Search templates"
          value={words ?? ""}
          change={(value) => narrow("q", value)}
          className="shrink-0 sm:w-80"
        />
        {names.length > 1 && (
          <div
            role="group"
            aria-label="Industry"
            className="-mx-4 flex gap-1.5 overflow-x-auto px-4 py-1 sm:mx-0 sm:flex-wrap sm:px-0"
          >
            <ChoiceChip chosen={industry === undefined} choose={() => narrow("industry", undefined)}>
              All
            </ChoiceChip>
            {names.map((name) => (
              <ChoiceChip key={name} chosen={industry === name} choose={() => narrow("industry", name)}>
                {name}
              </ChoiceChip>
            ))}
          </div>
        )}
      </div>
      {tag !== undefined && (
        <p className="mt-4 flex items-center gap-2 text-sm text-muted">
          Tagged <span className="font-medium text-ink">{tag}</span>
          <Button tone="quiet" className="min-h-8! px-2.5!" onClick={() => narrow("tag", undefined)}>
            <X aria-hidden className="size-3.5" /> Any tag
          </Button>
        </p>
      )}
      <p role="status" className="sr-only">
        {found.length} templates
      </p>
      {found.length === 0 ? (
        <div className="mt-6">
          <Empty
            icon={<Search aria-hidden className="size-5" />}
            title="No template matches"
            action={<Button onClick={() => setParameters({}, { replace: true })}>Show all</Button>}
          >
            Try fewer words, or look through all of them.
          </Empty>
        </div>
      ) : (
        <div className="mt-6 grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
          {found.map((card) => (
            <TemplateCard
              key={card.template_id}
              card={card}
              quickStart={() => choose(card)}
              narrow={(value) => narrow("tag", value)}
            />
          ))}
        </div>
      )}
    </>
  );
}

function Waiting() {
  return (
    <Loading what="templates">
      <Skeleton className="mt-6 h-11 sm:mt-8 sm:w-80" />
      <div className="mt-6 grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
        {[1, 2, 3].map((n) => (
          <Skeleton key={n} className="h-120 rounded-card" />
        ))}
      </div>
    </Loading>
  );
}
