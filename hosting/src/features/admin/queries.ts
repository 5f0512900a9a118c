import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";

import { type Api, reply } from "../../api/client";

const pageSize = 50;

const paged = { initialPageParam: "", getNextPageParam: (page: { next_cursor?: string }) => page.next_cursor };
const query = (cursor: string) => ({ query: { limit: pageSize, ...(cursor && { cursor }) } });

export function membersQuery(api: Api) {
  return infiniteQueryOptions({
    queryKey: ["users"],
    queryFn: ({ signal, pageParam }) => reply(api.GET("/users", { signal, params: query(pageParam) })),
    ...paged,
  });
}

export function invitesQuery(api: Api) {
  return infiniteQueryOptions({
    queryKey: ["invites"],
    queryFn: ({ signal, pageParam }) => reply(api.GET("/invites", { signal, params: query(pageParam) })),
    ...paged,
  });
}

export function keysQuery(api: Api) {
  return infiniteQueryOptions({
    queryKey: ["api-keys"],
    queryFn: ({ signal, pageParam }) => reply(api.GET("/api-keys", { signal, params: query(pageParam) })),
    ...paged,
  });
}

/** Who one is, and what one may do; a key can be given no more. */
export function meQuery(api: Api) {
  return queryOptions({
    queryKey: ["users", "me"],
    queryFn: ({ signal }) => reply(api.GET("/users/me", { signal })),
  });
}

export function webhooksQuery(api: Api) {
  return queryOptions({
    queryKey: ["webhooks"],
    queryFn: async ({ signal }) => (await reply(api.GET("/webhooks", { signal }))).items,
  });
}

/** What a webhook was told. While a notice is on its way the list is asked for again every two seconds. */
export function deliveriesQuery(api: Api, webhookId: string) {
  return infiniteQueryOptions({
    queryKey: ["webhooks", webhookId, "deliveries"],
    queryFn: ({ signal, pageParam }) =>
      reply(
        api.GET("/webhooks/{webhook_id}/deliveries", {
          signal,
          params: { path: { webhook_id: webhookId }, ...query(pageParam) },
        }),
      ),
    ...paged,
    refetchInterval: ({ state }) => {
      const soon = Date.now() + 60_000;
      const moving = state.data?.pages.some((page) =>
        page.items.some((one) => one.next_at !== undefined && new Date(one.next_at).getTime() < soon),
      );
      return moving ? 2_000 : false;
    },
  });
}

/** Exports of the tenant, newest first. While one is under way the list is asked for again every second. */
export function exportsQuery(api: Api, tenantId: string) {
  return infiniteQueryOptions({
    queryKey: ["exports", tenantId],
    queryFn: ({ signal, pageParam }) =>
      reply(
        api.GET("/tenants/{tenant_id}/exports", {
          signal,
          params: { path: { tenant_id: tenantId }, ...query(pageParam) },
        }),
      ),
    ...paged,
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.items.some(({ status }) => status === "pending" || status === "running") ? 1_000 : false,
  });
}

export interface AuditWanted {
  action?: string | undefined;
  object?: string | undefined;
  actor?: string | undefined;
}

export function auditQuery(api: Api, wanted: AuditWanted) {
  const asked = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value)) as Record<string, string>;
  return infiniteQueryOptions({
    queryKey: ["audit-entries", asked],
    queryFn: ({ signal, pageParam }) =>
      reply(
        api.GET("/audit-entries", {
          signal,
          params: { query: { limit: pageSize, ...asked, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    ...paged,
  });
}

/** How the tenant wants things to be. */
export function settingsQuery(api: Api, tenantId: string) {
  return queryOptions({
    queryKey: ["tenants", tenantId, "settings"],
    queryFn: async ({ signal }) =>
      (await reply(api.GET("/tenants/{tenant_id}", { signal, params: { path: { tenant_id: tenantId } } }))).settings,
  });
}

export function quotaQuery(api: Api, tenantId: string) {
  return queryOptions({
    queryKey: ["tenants", tenantId, "quota"],
    queryFn: async ({ signal }) =>
      (await reply(api.GET("/tenants/{tenant_id}/quota", { signal, params: { path: { tenant_id: tenantId } } }))).items,
  });
}

/** What the tenant used in so many months, this one last. The months before stay on the screen while others are asked for. */
export function usageQuery(api: Api, tenantId: string, months: number) {
  return queryOptions({
    queryKey: ["tenants", tenantId, "usage", months],
    queryFn: ({ signal }) =>
      reply(
        api.GET("/tenants/{tenant_id}/usage", { signal, params: { path: { tenant_id: tenantId }, query: { months } } }),
      ),
    placeholderData: keepPreviousData,
  });
}
