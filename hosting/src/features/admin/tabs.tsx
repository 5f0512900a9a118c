import { Outlet, useLocation } from "react-router";

import { classes } from "../../ui/classes";
import { inSight } from "../../ui/in-sight";
import { Link } from "../../ui/link";
import { type Part, partAt } from "./parts";

/** The parts of an administration, each at its own address. */
export function Tabs({ label, base, parts }: { label: string; base: string; parts: readonly Part[] }) {
  const here = partAt(parts, base, useLocation().pathname);
  return (
    <>
      <nav
        aria-label={label}
        className="-mx-4 mt-5 flex overflow-x-auto px-4 shadow-[inset_0_-1px_var(--line)] sm:mx-0 sm:px-0"
      >
        {parts.map((part) => (
          <Link
            key={part.path}
            ref={part === here ? inSight : undefined}
            to={part.path ? `${base}/${part.path}` : base}
            aria-current={part === here ? "page" : undefined}
            className={classes(
              "border-b-2 px-4 py-2.5 text-sm font-medium whitespace-nowrap transition-colors focus-visible:-outline-offset-2",
              part === here ? "border-accent text-ink" : "border-transparent text-muted hover:text-ink",
            )}
          >
            {part.name}
          </Link>
        ))}
      </nav>
      <Outlet />
    </>
  );
}
