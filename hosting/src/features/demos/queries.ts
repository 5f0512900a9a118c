import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { type Api, reply } from "../../api/client";
import type { DemoStatus } from "../../api/model";
import { settled } from "./status";

const pageSize = 30;

/** Demos, newest first, page by page. While one of them is being made they are asked for again every two seconds. */
export function demosQuery(api: Api, status: DemoStatus | undefined) {
  return infiniteQueryOptions({
    queryKey: ["demos", status ?? "all"],
    queryFn: ({ signal, pageParam }) =>
      reply(
        api.GET("/demos", {
          signal,
          params: { query: { limit: pageSize, ...(status && { status }), ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some((demo) => !settled(demo.status))) ? 2_000 : false,
  });
}

export function demoQuery(api: Api, demoId: string) {
  return queryOptions({
    queryKey: ["demo", demoId],
    queryFn: ({ signal }) => reply(api.GET("/demos/{demo_id}", { signal, params: { path: { demo_id: demoId } } })),
    refetchInterval: ({ state }) => (state.data && !settled(state.data.status) ? 2_000 : false),
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

export function conversationsQuery(api: Api, demoId: string) {
  return queryOptions({
    queryKey: ["demo", demoId, "conversations"],
    queryFn: async ({ signal }) =>
      (await reply(api.GET("/demos/{demo_id}/conversations", { signal, params: { path: { demo_id: demoId } } }))).items,
  });
}
