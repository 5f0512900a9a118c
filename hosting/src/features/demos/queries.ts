import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { type Api, reply } from "../../api/client";
import type { DemoStatus } from "../../api/model";
import { settled } from "./status";

const pageSize = 30;

/** What the list of demos is narrowed to, and its order. */
export interface DemosWanted {
  status?: DemoStatus | undefined;
  /** The beginning of the customer's name. */
  q?: string | undefined;
  pinned?: true | undefined;
  sort?: DemoSort | undefined;
}

export const sorts = {
  "-created_at": "Newest first",
  "-last_used": "Last used first",
  customer_name: "By customer",
} as const;
export type DemoSort = keyof typeof sorts;

/** Demos page by page. While one of them is being made they are asked for again every two seconds. */
export function demosQuery(api: Api, wanted: DemosWanted) {
  const asked = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined)) as DemosAsked;
  return infiniteQueryOptions({
    queryKey: ["demos", asked],
    queryFn: ({ signal, pageParam }) =>
      reply(
        api.GET("/demos", {
          signal,
          params: { query: { limit: pageSize, ...asked, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some((demo) => !settled(demo.status))) ? 2_000 : false,
  });
}

type DemosAsked = { [Key in keyof DemosWanted]: NonNullable<DemosWanted[Key]> };

export function demoQuery(api: Api, demoId: string) {
  return queryOptions({
    queryKey: ["demo", demoId, "view"],
    queryFn: ({ signal }) => reply(api.GET("/demos/{demo_id}", { signal, params: { path: { demo_id: demoId } } })),
  });
}

/** The questions whose answers for this demo are known. They never change for a demo. */
export function goldenQueriesQuery(api: Api, demoId: string) {
  return queryOptions({
    queryKey: ["demo", demoId, "golden-queries"],
    queryFn: async ({ signal }) =>
      (await reply(api.GET("/demos/{demo_id}/golden-queries", { signal, params: { path: { demo_id: demoId } } })))
        .items,
    staleTime: Infinity,
  });
}

/** What was done with a demo, newest first, page by page. */
export function historyQuery(api: Api, demoId: string) {
  return infiniteQueryOptions({
    queryKey: ["demo", demoId, "history"],
    queryFn: ({ signal, pageParam }) =>
      reply(
        api.GET("/demos/{demo_id}/history", {
          signal,
          params: { path: { demo_id: demoId }, query: { limit: pageSize, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
  });
}
