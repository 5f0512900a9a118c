import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";

import { reply } from "../../api/client";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Failure } from "../../ui/states";
import { estimateQuery } from "../templates/queries";
import { Terms } from "../templates/terms";
import type { LiveJob } from "./job";

/** Says what another attempt takes, which is a demo anew, and begins it. */
export function RetryDialog({ job, close }: { job: LiveJob; close: () => void }) {
  const { api } = useSession();
  const navigate = useNavigate();
  const estimate = useQuery(estimateQuery(api, job.templateId));
  const retry = useMutation({
    mutationFn: () => reply(api.POST("/jobs/{job_id}/retry", { params: { path: { job_id: job.id } } })),
    onSuccess: (accepted) => {
      close();
      void navigate(`/jobs/${accepted.job_id}`);
    },
  });
  return (
    <Dialog title="Try again" close={close}>
      <p className="mb-5 text-sm text-muted">
        What the last attempt made is removed; the demo for <bdi className="text-ink">{job.customerName}</bdi> is made
        from the beginning.
      </p>
      <Terms estimate={estimate.data} failed={estimate.isError} />
      {retry.isError && (
        <div className="mt-5">
          <Failure error={retry.error} />
        </div>
      )}
      <div className="mt-6 flex justify-end gap-2">
        <Button tone="quiet" onClick={close}>
          Cancel
        </Button>
        <Button
          tone="accent"
          busy={retry.isPending}
          disabled={estimate.isPending || estimate.data?.allowed === false}
          onClick={() => retry.mutate()}
        >
          Create demo
        </Button>
      </div>
    </Dialog>
  );
}
