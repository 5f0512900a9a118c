import { queryOptions } from "@tanstack/react-query";

import { type Api, reply } from "../../api/client";

/** The certificate of a demo's last exam. A listener on the demo says when there is a new one. */
export function certificateQuery(api: Api, demoId: string) {
  return queryOptions({
    queryKey: ["demo", demoId, "exam"],
    queryFn: ({ signal }) => reply(api.GET("/demos/{demo_id}/exam", { signal, params: { path: { demo_id: demoId } } })),
  });
}
