import { useQuery } from "@tanstack/react-query";
import { LibraryBig, Search } from "lucide-react";
import { useCallback, useRef, useState } from "react";
import { useSearchParams } from "react-router";

import type { TemplateCard as Card } from "../../api/model";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { classes } from "../../ui/classes";
import { Empty, Failure, Loading, Skeleton } from "../../ui/states";
import { useShortcut } from "../../ui/use-shortcut";
import { useTitle } from "../../ui/use-title";
import { templatesQuery } from "./queries";
import { QuickStart } from "./quick-start";
import { industries, search } from "./search";
import { TemplateCard } from "./template-card";

/** The template library. Search and filter are in the address, so that they survive a reload and can be sent to somebody. */
export function Library() {
  useTitle("Templates");
  const { api } = useSession();
  const templates = useQuery(templatesQuery(api));
  const [chosen, setChosen] = useState<Card>();
  const close = useCallback(() => setChosen(undefined), []);
  return (
    <>
      <h1 className="text-2xl font-semibold tracking-tight sm:text-3xl">Start a demo</h1>
      <p className="mt-1.5 text-muted">
        Pick the story that is closest to your customer. The data and its agent are ready in seconds.
      </p>
      {templates.isPending && <Waiting />}
      {templates.isError && (
        <div className="mt-8">
          <Failure error={templates.error} retry={() => void templates.refetch()} />
        </div>
      )}
      {templates.isSuccess && <Shelves cards={templates.data} choose={setChosen} />}
      {chosen && <QuickStart card={chosen} close={close} />}
    </>
  );
}

function Shelves({ cards, choose }: { cards: Card[]; choose: (card: Card) => void }) {
  const [parameters, setParameters] = useSearchParams();
  const words = parameters.get("q") ?? "";
  const industry = parameters.get("industry") ?? undefined;
  const field = useRef<HTMLInputElement>(null);
  useShortcut(
    "/",
    useCallback(() => field.current?.focus(), []),
  );

  function narrow(name: "q" | "industry", value: string | undefined) {
    setParameters(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true, preventScrollReset: true },
    );
  }

  if (cards.length === 0) {
    return (
      <div className="mt-8">
        <Empty icon={<LibraryBig aria-hidden className="size-5" />} title="No templates yet">
          As soon as a template is published it appears here.
        </Empty>
      </div>
    );
  }
  const found = search(cards, words, industry);
  const names = industries(cards);
  return (
    <>
      <div className="mt-6 flex flex-col gap-4 sm:mt-8 sm:flex-row sm:flex-wrap sm:items-center">
        <div className="relative sm:w-80">
          <Search
            aria-hidden
            className="pointer-events-none absolute top-1/2 left-3.5 size-4 -translate-y-1/2 text-muted"
          />
          <input
            ref={field}
            type="search"
            aria-label="Search templates"
            aria-keyshortcuts="/"
            placeholder="Search templates"
            value={words}
            onChange={(event) => narrow("q", event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") event.currentTarget.blur();
            }}
            className="peer h-11 w-full rounded-field border border-edge bg-surface pr-10 pl-10 text-base sm:text-sm"
          />
          {words === "" && (
            <kbd className="pointer-events-none absolute top-1/2 right-3 hidden -translate-y-1/2 rounded border border-line px-1.5 font-mono text-xs text-muted peer-focus:opacity-0 sm:block">
              /
            </kbd>
          )}
        </div>
        {names.length > 1 && (
          <div role="group" aria-label="Industry" className="flex flex-wrap gap-1.5">
            <Choice chosen={industry === undefined} choose={() => narrow("industry", undefined)}>
              All
            </Choice>
            {names.map((name) => (
              <Choice key={name} chosen={industry === name} choose={() => narrow("industry", name)}>
                {name}
              </Choice>
            ))}
          </div>
        )}
      </div>
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
            <TemplateCard key={card.template_id} card={card} quickStart={() => choose(card)} />
          ))}
        </div>
      )}
    </>
  );
}

function Choice({ chosen, choose, children }: { chosen: boolean; choose: () => void; children: string }) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      onClick={choose}
      className={classes(
        "min-h-9 rounded-full border px-3.5 text-sm font-medium transition-colors",
        chosen
          ? "border-accent bg-accent-wash text-accent-ink"
          : "border-line bg-surface text-muted hover:border-edge hover:text-ink",
      )}
    >
      {children}
    </button>
  );
}

function Waiting() {
  return (
    <Loading what="templates">
      <Skeleton className="mt-6 h-11 sm:mt-8 sm:w-80" />
      <div className="mt-6 grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
        {[1, 2, 3].map((n) => (
          <Skeleton key={n} className="h-96 rounded-card" />
        ))}
      </div>
    </Loading>
  );
}
