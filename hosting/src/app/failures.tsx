import { Compass } from "lucide-react";
import { useRouteError } from "react-router";

import { ButtonLink } from "../ui/button-link";
import { Empty, Failure } from "../ui/states";
import { useTitle } from "../ui/use-title";

/** An address that no screen has. */
export function NotFound() {
  useTitle("Not found");
  return (
    <Empty
      icon={<Compass aria-hidden className="size-5" />}
      title="There is nothing at this address"
      alone
      action={<ButtonLink to="/templates">Go to the templates</ButtonLink>}
    >
      It may have been mistyped, or what was here is gone.
    </Empty>
  );
}

/** A screen that failed to load or to draw. Inside the layout the rest of the page goes on. */
export function Broken({ inside = false }: { inside?: boolean }) {
  const failure = <Failure error={useRouteError()} retry={() => location.reload()} />;
  return inside ? failure : <main className="mx-auto max-w-lg px-5 py-24">{failure}</main>;
}
