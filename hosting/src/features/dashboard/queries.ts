import { queryOptions } from "@tanstack/react-query";

import { type Api, reply } from "../../api/client";

export function dashboardQuery(api: Api) {
  return queryOptions({
    queryKey: ["dashboard"],
    queryFn: ({ signal }) => reply(api.GET("/dashboard", { signal })),
  });
}
