import { useSession } from "../../session/session";
import { PageHead } from "../../ui/page-head";
import { useTitle } from "../../ui/use-title";
import { parts } from "./parts";
import { Tabs } from "./tabs";

/** What a tenant's admins look after. */
export function AdminPage() {
  useTitle("Administration");
  const { tenant } = useSession();
  return (
    <>
      <PageHead title="Administration">
        <span className="text-sm">
          Tenant <bdi>{tenant}</bdi>
        </span>
      </PageHead>
      <Tabs label="Parts of the administration" base="/admin" parts={parts} />
    </>
  );
}
