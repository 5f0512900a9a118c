import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { BrowserRouter } from "react-router";

import { asProblem } from "../api/problem";
import { useSession } from "../session/session";
import { Screens } from "./router";

/** Everything behind sign-in, for one session: what it has read is forgotten with it. */
export function App() {
  const { live } = useSession();
  const [queries] = useState(createQueries);
  useEffect(() => live.warm(), [live]);
  return (
    <QueryClientProvider client={queries}>
      <BrowserRouter>
        <Screens />
      </BrowserRouter>
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
        // No screen can show what only a second factor opens: the boundary around it leads to where one is set up.
        throwOnError: (error) => asProblem(error).lacksFactor,
      },
    },
  });
}
