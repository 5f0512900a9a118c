import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useSearchParams } from "react-router";

import { useSession } from "../../session/session";
import { Failure, Loading, Notice, Skeleton } from "../../ui/states";
import { useDemo } from "../demos/demo-page";
import { useQuotas } from "../quota/queries";
import { Shortage } from "../quota/shortage";
import { standing } from "../quota/standing";
import { SchemaBrowser } from "../schema/schema-browser";
import { tablesQuery } from "./queries";
import { TableView } from "./table-view";

/** The data of a demo: its tables, what is in their columns, and some of their rows. The table looked at is in the address. */
export function DataPage() {
  const { api } = useSession();
  const { demo_id } = useDemo();
  const tables = useQuery(tablesQuery(api, demo_id));
  const [parameters, setParameters] = useSearchParams();
  const schema = useMemo(
    () => tables.data && { tables: tables.data.items, relationships: tables.data.relationships },
    [tables.data],
  );
  return (
    <div className="mt-6">
      <h2 className="sr-only">Data</h2>
      <Left />
      {tables.isPending && (
        <Loading what="the tables">
          <Skeleton className="h-96 rounded-card" />
        </Loading>
      )}
      {tables.isError && <Failure error={tables.error} retry={() => void tables.refetch()} />}
      {schema && (
        <SchemaBrowser
          schema={schema}
          chosen={parameters.get("table") ?? undefined}
          choose={(table) => setParameters({ table }, { replace: true })}
        >
          {(table) => (
            <TableView key={table.name} demoId={demo_id} table={table} relationships={schema.relationships} />
          )}
        </SchemaBrowser>
      )}
    </div>
  );
}

/** What is left for looks at data, which BigQuery bills, once it is little. */
function Left() {
  const [quota] = useQuotas(["bytes_per_month"]);
  if (!quota || standing(quota).room === "plenty") return null;
  return (
    <div className="mb-6">
      <Notice tone="warn">
        <Shortage quota={quota} />
      </Notice>
    </div>
  );
}
