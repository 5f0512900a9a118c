import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Button } from "../../ui/button";
import { Failure, Loading, Skeleton } from "../../ui/states";

/** A list that comes page by page, with its empty, loading and failed states. */
export function Listing<T>({
  what,
  query,
  empty,
  row,
}: {
  what: string;
  query: UseInfiniteQueryResult<{ pages: { items: T[] }[] }>;
  empty: ReactNode;
  row: (item: T) => ReactNode;
}) {
  if (query.isPending) {
    return (
      <Loading what={what}>
        <Skeleton className="h-56 rounded-card" />
      </Loading>
    );
  }
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const items = query.data.pages.flatMap((page) => page.items);
  if (items.length === 0) return empty;
  return (
    <>
      <Rows label={what}>{items.map(row)}</Rows>
      {query.hasNextPage && (
        <div className="mt-5 text-center">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}

/** Rows in a card. */
export function Rows({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul aria-label={label} className="divide-y divide-line rounded-card border border-line bg-surface shadow-card">
      {children}
    </ul>
  );
}

/** One row: what it is, what is to be known of it, and what can be done with it. */
export function Row({ title, note, aside }: { title: ReactNode; note?: ReactNode; aside?: ReactNode }) {
  return (
    <li className="flex min-h-16 flex-wrap items-center justify-between gap-x-4 gap-y-2 px-5 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <div className="flex flex-wrap items-center gap-2 font-medium wrap-anywhere">{title}</div>
        {note && <div className="mt-0.5 text-sm text-muted wrap-anywhere">{note}</div>}
      </div>
      {aside && <div className="ml-auto flex items-center gap-2">{aside}</div>}
    </li>
  );
}
