import { Compass } from "lucide-react";
import { Component, type ReactNode, Suspense } from "react";
import { Navigate, Outlet, useLocation } from "react-router";

import { asProblem } from "../api/problem";
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

/**
 * Where a screen stands: one that fails to load or to draw says so, and another address begins anew. One that lacks a second factor gives way
 * to where it is set up. While the code of one that stands alone
 * comes, the whole screen before it stays; in the layout only what the layout surrounds.
 */
export function Guarded({ alone = false }: { alone?: boolean }) {
  return (
    <Boundary address={useLocation().pathname} alone={alone}>
      {alone ? (
        <Outlet />
      ) : (
        <Suspense>
          <Outlet />
        </Suspense>
      )}
    </Boundary>
  );
}

interface Props {
  address: string;
  /** Nothing stands around the screen. */
  alone: boolean;
  children: ReactNode;
}

interface State {
  address: string;
  broken?: { error: unknown } | undefined;
}

class Boundary extends Component<Props, State> {
  override state: State = { address: this.props.address };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { broken: { error } };
  }

  static getDerivedStateFromProps({ address }: Props, state: State): State | null {
    return address === state.address ? null : { address, broken: undefined };
  }

  override render(): ReactNode {
    const { broken } = this.state;
    if (!broken) return this.props.children;
    if (asProblem(broken.error).lacksFactor) return <Navigate to="/account/second-factor" />;
    const failure = <Failure error={broken.error} retry={() => location.reload()} />;
    return this.props.alone ? <main className="mx-auto max-w-lg px-5 py-24">{failure}</main> : failure;
  }
}
