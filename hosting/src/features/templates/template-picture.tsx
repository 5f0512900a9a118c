import { useQuery } from "@tanstack/react-query";

import { useSession } from "../../session/session";
import { Picture } from "./picture";
import { templatesQuery } from "./queries";

/** The picture of a template wherever its demos are shown. The library is small and mostly read already. */
export function TemplatePicture({ templateId, className }: { templateId: string; className?: string }) {
  const { api } = useSession();
  const templates = useQuery(templatesQuery(api));
  if (templates.isPending) return <div className={`bg-sunken ${className ?? ""}`} />;
  const card = templates.data?.find((one) => one.template_id === templateId);
  return <Picture name={templateId} svg={card?.thumbnail} className={className ?? ""} />;
}
