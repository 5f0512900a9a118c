import type { ComponentProps } from "react";
import { useHref, useLinkClickHandler, useLocation, useResolvedPath } from "react-router";

type Props = Omit<ComponentProps<"a">, "href"> & { to: string };

/**
 * A way to another screen. It stands in for the router's own component, which brings along, for a fifth of the router's size, what
 * fetches the code and data of a framework's routes in advance; the parts it is made of are the router's.
 */
export function Link({ to, onClick, children, ...rest }: Props) {
  const follow = useLinkClickHandler(to);
  return (
    <a
      {...rest}
      href={useHref(to)}
      onClick={(event) => {
        onClick?.(event);
        if (!event.defaultPrevented) follow(event);
      }}
    >
      {children}
    </a>
  );
}

/** A link that knows whether it leads to where one is: to the screen itself, or with `within` to anything below it as well. */
export function NavLink({
  to,
  within = false,
  className,
  ...rest
}: Omit<Props, "className"> & { within?: boolean; className: (here: boolean) => string }) {
  const { pathname } = useLocation();
  const target = useResolvedPath(to).pathname;
  const here = pathname === target || (within && pathname.startsWith(`${target}/`));
  return <Link {...rest} to={to} aria-current={here ? "page" : undefined} className={className(here)} />;
}
