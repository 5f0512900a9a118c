import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { useSession } from "../../session/session";
import { plural } from "../../ui/format";
import { Failure, Loading, Skeleton } from "../../ui/states";
import { DataTable } from "../../ui/table/data-table";
import { Columns } from "../schema/columns";
import type { Relationship, SchemaTable } from "../schema/schema";
import { Picture } from "./picture";
import { profileQuery, sampleQuery } from "./queries";
import { summary } from "./shape";

interface Props {
  demoId: string;
  table: SchemaTable;
  relationships: Relationship[];
}

/** One table: its columns with what is in them, and its first rows. */
export function TableView({ demoId, table, relationships }: Props) {
  const { api } = useSession();
  const profile = useQuery(profileQuery(api, demoId, table.name));
  const profiles = useMemo(() => new Map(profile.data?.columns.map((one) => [one.name, one])), [profile.data]);
  return (
    <>
      <Columns table={table} relationships={relationships}>
        {(column) => {
          if (profile.isPending) return <Skeleton className="h-9" />;
          const found = profiles.get(column.name);
          if (!profile.data || !found) return null;
          return (
            <>
              <Picture profile={found} rows={profile.data.rows} />
              <p className="tabular mt-1 text-xs text-muted">{summary(found, profile.data.rows).join(" · ")}</p>
            </>
          );
        }}
      </Columns>
      {profile.isError && (
        <div className="mt-4">
          <Failure error={profile.error} retry={() => void profile.refetch()} />
        </div>
      )}
      <Sample demoId={demoId} table={table.name} />
    </>
  );
}

function Sample({ demoId, table }: { demoId: string; table: string }) {
  const { api } = useSession();
  const sample = useQuery(sampleQuery(api, demoId, table));
  const cells = useMemo(() => sample.data && { ...sample.data, formatted: [] }, [sample.data]);
  return (
    <section aria-label="Sample rows" className="mt-6">
      <h3 className="mb-3 font-semibold">
        Sample
        {cells && <span className="ml-3 text-sm font-normal text-muted">{plural(cells.rows.length, "row")}</span>}
      </h3>
      {sample.isPending && (
        <Loading what="sample rows">
          <Skeleton className="h-80 rounded-card" />
        </Loading>
      )}
      {sample.isError && <Failure error={sample.error} retry={() => void sample.refetch()} />}
      {cells && (
        <div className="overflow-hidden rounded-card border border-line bg-surface">
          <DataTable cells={cells} label={`Rows of ${table}`} className="max-h-[60dvh]" />
        </div>
      )}
    </section>
  );
}
