import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { RouterProvider } from "react-router/dom";

import { asProblem } from "../api/problem";
import { useSession } from "../session/session";
import { createRouter } from "./router";

/** Everything behind sign-in, for one session: what it has read is forgotten with it. */
export function App() {
  const { live } = useSession();
  const [queries] = useState(createQueries);
  const [router] = useState(createRouter);
  useEffect(() => live.warm(), [live]);
  return (
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  );
}

function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // What a second try cannot mend is shown at once.
        retry: (failures, error) => failures < 2 && asProblem(error).transient,
      },
    },
  });
}
