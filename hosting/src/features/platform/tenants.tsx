import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Building2, Plus } from "lucide-react";
import { useState } from "react";

import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { Section } from "../../ui/page-head";
import { Empty } from "../../ui/states";
import { Listing } from "../admin/listing";
import { readyQuery, tenantsQuery } from "./queries";
import { TenantDialog } from "./tenant-dialog";
import { TenantRow } from "./tenant-row";

/** All tenants. A suspended one is read by its admins and changed by nobody. */
export function Tenants() {
  const { api } = useSession();
  const tenants = useInfiniteQuery(tenantsQuery(api));
  const [making, setMaking] = useState(false);
  return (
    <>
      <Section
        title="Tenants"
        note={<Health />}
        actions={
          <Button tone="accent" onClick={() => setMaking(true)}>
            <Plus aria-hidden className="size-4" /> Make a tenant
          </Button>
        }
      >
        <Listing
          what="tenants"
          query={tenants}
          empty={<Empty icon={<Building2 aria-hidden className="size-5" />} title="No tenants yet" />}
          row={(one) => <TenantRow key={one.tenant_id} one={one} />}
        />
      </Section>
      {making && <TenantDialog close={() => setMaking(false)} />}
    </>
  );
}

function Health() {
  const { api } = useSession();
  const ready = useQuery(readyQuery(api));
  if (ready.isPending) return <>Looking how the platform is …</>;
  return ready.isError ? (
    <span className="text-bad">The platform is not ready: its database does not answer.</span>
  ) : (
    <span className="text-good">The platform is up and its database answers.</span>
  );
}
