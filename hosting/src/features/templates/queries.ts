import { queryOptions } from "@tanstack/react-query";

import type { Api } from "../../api/client";
import { reply } from "../../api/client";

/** The whole library: it is small, and searched on the page. */
export function templatesQuery(api: Api) {
  return queryOptions({
    queryKey: ["templates"],
    queryFn: async ({ signal }) => (await reply(api.GET("/templates", { signal }))).items,
    staleTime: 60_000,
  });
}

/** One template with its tables, questions and insights. */
export function templateQuery(api: Api, templateId: string) {
  return queryOptions({
    queryKey: ["template", templateId],
    queryFn: ({ signal }) =>
      reply(api.GET("/templates/{template_id}", { signal, params: { path: { template_id: templateId } } })),
    staleTime: 60_000,
  });
}

/** What a demo from the template would take, and whether the quota has room: shown before the act. */
export function estimateQuery(api: Api, templateId: string) {
  return queryOptions({
    queryKey: ["estimate", templateId],
    queryFn: ({ signal }) =>
      reply(api.GET("/provision/estimate", { signal, params: { query: { template_id: templateId } } })),
    staleTime: 0,
  });
}
