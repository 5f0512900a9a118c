import { queryOptions } from "@tanstack/react-query";

import { type Api, reply } from "../../api/client";

/** Conversations about a demo, newest first. */
export function conversationsQuery(api: Api, demoId: string) {
  return queryOptions({
    queryKey: ["demo", demoId, "conversations"],
    queryFn: async ({ signal }) =>
      (
        await reply(
          api.GET("/demos/{demo_id}/conversations", {
            signal,
            params: { path: { demo_id: demoId }, query: { limit: 50 } },
          }),
        )
      ).items,
  });
}
