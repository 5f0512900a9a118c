import { useInfiniteQuery } from "@tanstack/react-query";
import { History as Clock } from "lucide-react";

import type { HistoryEntry } from "../../api/model";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { Empty, Failure, Loading, Skeleton } from "../../ui/states";
import { Time } from "../../ui/time";
import { useDemo } from "./demo-page";
import { historyQuery } from "./queries";
import { told } from "./told";

/** What was done with the demo and by whom, newest first. */
export function History() {
  const { api } = useSession();
  const history = useInfiniteQuery(historyQuery(api, useDemo().demo_id));
  if (history.isPending) {
    return (
      <Loading what="the history">
        <Skeleton className="mt-6 h-64 rounded-card" />
      </Loading>
    );
  }
  if (history.isError) {
    return (
      <div className="mt-6">
        <Failure error={history.error} retry={() => void history.refetch()} />
      </div>
    );
  }
  const entries = history.data.pages.flatMap((page) => page.items);
  return (
    <div className="mt-6 max-w-3xl">
      {entries.length === 0 ? (
        <Empty icon={<Clock aria-hidden className="size-5" />} title="Nothing has happened yet">
          Every change to the demo appears here.
        </Empty>
      ) : (
        <ol aria-label="History" className="relative ml-1.5 border-l border-line">
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
      {history.hasNextPage && (
        <Button className="mt-4" busy={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          Show more
        </Button>
      )}
    </div>
  );
}

function Entry({ entry }: { entry: HistoryEntry }) {
  return (
    <li className="relative pb-6 pl-6 last:pb-0">
      <span aria-hidden className="absolute top-1.5 -left-[5px] size-2.5 rounded-full border-2 border-page bg-edge" />
      <p className="font-medium wrap-anywhere">
        <bdi>{told(entry)}</bdi>
      </p>
      <p className="text-sm text-muted">
        <bdi>{entry.actor === "the system" ? "By itself" : entry.actor}</bdi> · <Time at={entry.at} />
      </p>
    </li>
  );
}
