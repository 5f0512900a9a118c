import { PageHead } from "../../ui/page-head";
import { useTitle } from "../../ui/use-title";
import { platformParts } from "../admin/parts";
import { Tabs } from "../admin/tabs";

/** What those look after who run the platform. */
export function PlatformPage() {
  useTitle("Platform");
  return (
    <>
      <PageHead title="Platform">
        <span className="text-sm">All tenants, and the templates they share.</span>
      </PageHead>
      <Tabs label="Parts of the platform" base="/platform" parts={platformParts} />
    </>
  );
}
