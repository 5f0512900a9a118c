import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Archive, Download } from "lucide-react";

import { reply } from "../../api/client";
import { download } from "../../api/download";
import type { Export } from "../../api/model";
import { useSession } from "../../session/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { bytes, count } from "../../ui/format";
import { Section } from "../../ui/page-head";
import { save } from "../../ui/save";
import { Empty } from "../../ui/states";
import { Time } from "../../ui/time";
import { useToasts } from "../../ui/toast";
import { Listing, Row } from "./listing";
import { exportsQuery } from "./queries";

/** All that the tenant has, as a file to take away. */
export function Exports() {
  const { api, tenant } = useSession();
  const queries = useQueryClient();
  const toasts = useToasts();
  const exports = useInfiniteQuery(exportsQuery(api, tenant));
  const make = useMutation({
    mutationFn: () => reply(api.POST("/tenants/{tenant_id}/exports", { params: { path: { tenant_id: tenant } } })),
    onError: toasts.sayFailure,
    onSettled: () => queries.invalidateQueries({ queryKey: ["exports"] }),
  });
  const underWay =
    exports.data?.pages[0]?.items.some(({ status }) => status === "pending" || status === "running") ?? false;
  return (
    <Section
      title="Export"
      note="All that your team has here, as JSON in one ZIP file: demos, conversations, people, the audit log. Kept for seven days."
      actions={
        <Button tone="accent" busy={make.isPending} disabled={underWay} onClick={() => make.mutate()}>
          <Archive aria-hidden className="size-4" /> Export everything
        </Button>
      }
    >
      <Listing
        what="exports"
        query={exports}
        empty={
          <Empty icon={<Archive aria-hidden className="size-5" />} title="No exports yet">
            Your data is yours: take it with you whenever you like.
          </Empty>
        }
        row={(one) => <ExportRow key={one.export_id} one={one} />}
      />
    </Section>
  );
}

const tones = { pending: "accent", running: "accent", completed: "good", failed: "bad" } as const;
const names = { pending: "waiting", running: "being written", completed: "ready", failed: "failed" } as const;

function ExportRow({ one }: { one: Export }) {
  const { api, tenant } = useSession();
  const toasts = useToasts();
  const saving = useMutation({
    mutationFn: async () => {
      const path = { tenant_id: tenant, export_id: one.export_id };
      const file = await download((header) =>
        api.GET("/tenants/{tenant_id}/exports/{export_id}/content", { params: { path, header }, parseAs: "stream" }),
      );
      save(file, `${tenant} ${one.created_at.slice(0, 10)}.zip`);
    },
    onError: toasts.sayFailure,
  });
  const records = one.counts.reduce((sum, { records }) => sum + records, 0);
  return (
    <Row
      title={
        <>
          <Time at={one.created_at} />
          <Badge tone={tones[one.status]}>{names[one.status]}</Badge>
        </>
      }
      note={
        one.status === "completed" ? (
          <>
            {bytes(one.bytes)} · {count(records)} records
            {one.expires_at && (
              <>
                {" "}
                · until <Time at={one.expires_at} />
              </>
            )}
          </>
        ) : (
          (one.error ?? "It goes on when you leave this page.")
        )
      }
      aside={
        one.status === "completed" && (
          <Button busy={saving.isPending} onClick={() => saving.mutate()}>
            <Download aria-hidden className="size-4" /> Download
          </Button>
        )
      }
    />
  );
}
