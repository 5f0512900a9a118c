import { useMutation, useQueryClient } from "@tanstack/react-query";

import { reply } from "../../api/client";
import type { Demo } from "../../api/model";
import { useSession } from "../../session/session";
import { useToasts } from "../../ui/toast";
import { demoQuery } from "./queries";

/** Pins a demo for the person signed in, or unpins it. It is seen at once, told, and can be taken back. */
export function usePin(demo: Demo): { pinned: boolean; toggle: () => void } {
  const { api } = useSession();
  const { say, sayFailure } = useToasts();
  const queries = useQueryClient();
  const view = demoQuery(api, demo.demo_id);
  const change = useMutation({
    mutationFn: (pinned: boolean) => {
      const path = { params: { path: { demo_id: demo.demo_id } } };
      return reply(pinned ? api.POST("/demos/{demo_id}/pin", path) : api.POST("/demos/{demo_id}/unpin", path));
    },
    onSuccess: (changed) => queries.setQueryData(view.queryKey, changed),
    onError: sayFailure,
    onSettled: () => Promise.all(["dashboard", "demos"].map((list) => queries.invalidateQueries({ queryKey: [list] }))),
  });
  // Between the press and the answer it is as it was asked to be.
  const pinned = change.isPending ? change.variables : demo.pinned;

  function set(to: boolean) {
    change.mutate(to, {
      onSuccess: () =>
        say({
          text: (
            <>
              <bdi>{demo.customer_name}</bdi> {to ? "is pinned to your dashboard" : "is not pinned any more"}
            </>
          ),
          undo: () => change.mutate(!to),
        }),
    });
  }
  return { pinned, toggle: () => set(!pinned) };
}
