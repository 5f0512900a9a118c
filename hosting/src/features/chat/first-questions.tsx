import type { UseQueryResult } from "@tanstack/react-query";
import { ChevronDown, MessagesSquare } from "lucide-react";
import { useState } from "react";

import type { GoldenQuery } from "../../api/model";
import { Button } from "../../ui/button";
import { spoken } from "../../ui/format";
import { Failure, Skeleton } from "../../ui/states";
import { byComplexity } from "../templates/complexity";
import { Chips } from "./chips";
import type { Ask } from "./use-talk";

/** How many questions are offered at first. */
const offered = 6;

/** What stands where the first question will be: an invitation, and golden questions to begin with. */
export function FirstQuestions({ golden, ask }: { golden: UseQueryResult<GoldenQuery[]>; ask: Ask }) {
  const [all, setAll] = useState(false);
  return (
    <div className="rise mx-auto max-w-2xl py-6 text-center sm:py-10">
      <div className="mx-auto mb-4 grid size-12 place-items-center rounded-full bg-accent-wash text-accent-ink">
        <MessagesSquare aria-hidden className="size-5" />
      </div>
      <h2 className="text-lg font-semibold tracking-tight">What would you like to know?</h2>
      <p className="mt-1 text-muted">Ask in your own words, or begin with one of these.</p>
      <div className="mt-6 min-h-24 [&_ul]:justify-center">
        {golden.isPending && <Skeleton className="h-24 w-full" />}
        {golden.isError && <Failure error={golden.error} retry={() => void golden.refetch()} />}
        {golden.isSuccess && !all && (
          <Chips
            label="Questions to begin with"
            options={golden.data.slice(0, offered).map((one) => one.question)}
            choose={ask}
          />
        )}
        {golden.isSuccess &&
          all &&
          byComplexity(golden.data).map(([complexity, list]) => (
            <div key={complexity} className="mb-6">
              <h3 className="mb-2 text-xs font-medium text-muted">{spoken(complexity)}</h3>
              <Chips label={`${spoken(complexity)} questions`} options={list.map((one) => one.question)} choose={ask} />
            </div>
          ))}
        {golden.isSuccess && golden.data.length > offered && !all && (
          <Button tone="quiet" className="mt-4" onClick={() => setAll(true)}>
            All {golden.data.length} golden questions <ChevronDown aria-hidden className="size-4" />
          </Button>
        )}
      </div>
    </div>
  );
}
