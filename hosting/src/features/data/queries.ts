import { queryOptions } from "@tanstack/react-query";

import { type Api, reply } from "../../api/client";

/** How many rows a table shows of itself. */
const sampleSize = 100;

/** A demo's data changes only when it is made anew, so what was read once is kept. */
const staleTime = 10 * 60_000;

/** The tables of a demo and how they hang together. */
export function tablesQuery(api: Api, demoId: string) {
  return queryOptions({
    queryKey: ["demo", demoId, "tables"],
    queryFn: ({ signal }) =>
      reply(api.GET("/demos/{demo_id}/tables", { signal, params: { path: { demo_id: demoId } } })),
    staleTime,
  });
}

export function sampleQuery(api: Api, demoId: string, table: string) {
  return queryOptions({
    queryKey: ["demo", demoId, "tables", table, "rows"],
    queryFn: ({ signal }) =>
      reply(
        api.GET("/demos/{demo_id}/tables/{table}/rows", {
          signal,
          params: { path: { demo_id: demoId, table }, query: { limit: sampleSize } },
        }),
      ),
    staleTime,
  });
}

export function profileQuery(api: Api, demoId: string, table: string) {
  return queryOptions({
    queryKey: ["demo", demoId, "tables", table, "profile"],
    queryFn: ({ signal }) =>
      reply(
        api.GET("/demos/{demo_id}/tables/{table}/profile", {
          signal,
          params: { path: { demo_id: demoId, table } },
        }),
      ),
    staleTime,
  });
}
