import { useInfiniteQuery } from "@tanstack/react-query";
import { Plus, Presentation, Search } from "lucide-react";
import { useDeferredValue } from "react";
import { useSearchParams } from "react-router";

import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { ButtonLink } from "../../ui/button-link";
import { ChoiceChip } from "../../ui/choice-chip";
import { PageHead } from "../../ui/page-head";
import { SearchField } from "../../ui/search-field";
import { Select } from "../../ui/select";
import { Empty, Failure, Loading, Skeleton } from "../../ui/states";
import { useTitle } from "../../ui/use-title";
import { DemoRows } from "./demo-row";
import { type DemosWanted, demosQuery, sorts } from "./queries";
import { statuses } from "./status";
import { readWanted } from "./wanted";

/** The demos one may see. What the list is narrowed to is in the address. */
export function DemoList() {
  useTitle("Demos");
  const { api } = useSession();
  const [parameters, setParameters] = useSearchParams();
  const wanted = readWanted(parameters);
  const demos = useInfiniteQuery(demosQuery(api, useDeferredValue(wanted)));
  const items = demos.data?.pages.flatMap((page) => page.items);
  const narrowed = wanted.status !== undefined || wanted.q !== undefined || wanted.pinned !== undefined;

  function narrow(name: keyof DemosWanted, value: string) {
    setParameters(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true },
    );
  }

  return (
    <>
      <PageHead
        title="Demos"
        actions={
          <ButtonLink to="/templates" tone="accent">
            <Plus aria-hidden className="size-4" /> Start a demo
          </ButtonLink>
        }
      />
      <div className="mt-6 flex flex-wrap items-center gap-3">
        <SearchField
          label="Search by customer"
          value={wanted.q ?? ""}
          change={(value) => narrow("q", value)}
          className="w-full sm:w-72"
        />
        <ChoiceChip chosen={wanted.pinned === true} choose={() => narrow("pinned", wanted.pinned ? "" : "true")}>
          Pinned
        </ChoiceChip>
        <Select
          label="State"
          value={wanted.status ?? ""}
          change={(value) => narrow("status", value)}
          options={[
            ["", "Any state"],
            ...Object.entries(statuses).map(([value, { name }]): [string, string] => [value, name]),
          ]}
        />
        <Select
          label="Order"
          value={wanted.sort ?? "-created_at"}
          change={(value) => narrow("sort", value === "-created_at" ? "" : value)}
          options={Object.entries(sorts)}
          className="sm:ml-auto"
        />
      </div>
      <div className="mt-5">
        {demos.isPending && <Waiting />}
        {demos.isError && <Failure error={demos.error} retry={() => void demos.refetch()} />}
        {items?.length === 0 && <Nothing narrowed={narrowed} />}
        {items && items.length > 0 && <DemoRows demos={items} />}
        {demos.hasNextPage && (
          <div className="mt-5 text-center">
            <Button busy={demos.isFetchingNextPage} onClick={() => void demos.fetchNextPage()}>
              Show more
            </Button>
          </div>
        )}
      </div>
    </>
  );
}

function Nothing({ narrowed }: { narrowed: boolean }) {
  const Icon = narrowed ? Search : Presentation;
  return (
    <Empty
      icon={<Icon aria-hidden className="size-5" />}
      title={narrowed ? "No demo matches" : "No demos yet"}
      action={
        narrowed ? (
          <ButtonLink to="/demos">Show all</ButtonLink>
        ) : (
          <ButtonLink to="/templates" tone="accent">
            Start a demo
          </ButtonLink>
        )
      }
    >
      {narrowed
        ? "The search looks for the beginning of a customer's name."
        : "Pick a template, name a customer, and it is ready in seconds."}
    </Empty>
  );
}

function Waiting() {
  return (
    <Loading what="demos">
      <div className="space-y-px overflow-hidden rounded-card border border-line">
        {[1, 2, 3, 4].map((n) => (
          <Skeleton key={n} className="h-18 rounded-none" />
        ))}
      </div>
    </Loading>
  );
}
