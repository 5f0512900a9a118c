import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useNavigate } from "react-router";

import { reply } from "../../api/client";
import type { Demo } from "../../api/model";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { count } from "../../ui/format";
import { useToasts } from "../../ui/toast";

/** The end of a demo. It is asked about, since it cannot be taken back, and leads to the job that carries it out. */
export function DeleteDemo({ demo }: { demo: Demo }) {
  const [asking, setAsking] = useState(false);
  return (
    <section
      aria-label="Delete"
      className="flex flex-wrap items-center justify-between gap-4 rounded-card border border-line bg-surface px-5 py-4 shadow-card lg:col-span-2"
    >
      <div className="min-w-0 text-sm">
        <h2 className="text-base font-semibold">Delete this demo</h2>
        <p className="mt-0.5 text-muted">
          Its data, its agent and every conversation go, and its place in the quota is free again.
        </p>
      </div>
      <Button tone="danger" onClick={() => setAsking(true)}>
        <Trash2 aria-hidden className="size-4" /> Delete …
      </Button>
      {asking && <Confirm demo={demo} close={() => setAsking(false)} />}
    </section>
  );
}

function Confirm({ demo, close }: { demo: Demo; close: () => void }) {
  const { api } = useSession();
  const toasts = useToasts();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const end = useMutation({
    mutationFn: () => reply(api.DELETE("/demos/{demo_id}", { params: { path: { demo_id: demo.demo_id } } })),
    onSuccess: async ({ job_id }) => {
      await navigate(`/jobs/${job_id}`);
      await Promise.all(["dashboard", "demos"].map((list) => queries.invalidateQueries({ queryKey: [list] })));
    },
    onError: (error) => {
      close();
      toasts.sayFailure(error);
    },
  });
  return (
    <Dialog title={`Delete the demo for ${demo.customer_name}?`} close={close}>
      <p className="text-muted">
        {count(demo.rows)} rows in {demo.table_count} tables, the agent and all conversations about them are removed,
        for everybody who uses the demo. This cannot be undone.
      </p>
      <div className="mt-6 flex justify-end gap-2">
        <Button tone="quiet" onClick={close}>
          Keep it
        </Button>
        <Button tone="danger" busy={end.isPending} onClick={() => end.mutate()}>
          Delete for good
        </Button>
      </div>
    </Dialog>
  );
}
