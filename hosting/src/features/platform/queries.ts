import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import { type Api, reply } from "../../api/client";
import { moving } from "./life";

/** All tenants. While one is being set up or deleted, they are asked for again every second. */
export function tenantsQuery(api: Api) {
  return infiniteQueryOptions({
    queryKey: ["tenants"],
    queryFn: ({ signal, pageParam }) =>
      reply(api.GET("/tenants", { signal, params: { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: ({ state }) => (state.data?.pages.some((page) => page.items.some(moving)) ? 1_000 : false),
  });
}

export function versionsQuery(api: Api, templateId: string) {
  return queryOptions({
    queryKey: ["templates", templateId, "versions"],
    queryFn: async ({ signal }) =>
      (
        await reply(
          api.GET("/templates/{template_id}/versions", { signal, params: { path: { template_id: templateId } } }),
        )
      ).items,
  });
}

/** Whether the API is up and its database answers. */
export function readyQuery(api: Api) {
  return queryOptions({
    queryKey: ["health"],
    queryFn: ({ signal }) => reply(api.GET("/health/ready", { signal })),
    refetchInterval: 15_000,
  });
}
