import { Building2, LayoutDashboard, LibraryBig, type LucideIcon, Presentation, Server } from "lucide-react";
import { lazy, Suspense, useState } from "react";

import { leads, type Role, useSession } from "../session/session";
import { classes } from "../ui/classes";
import { Link, NavLink } from "../ui/link";
import { Mark } from "../ui/mark";
import { Popover } from "../ui/popover";
import { useFetching } from "./fetching";

/** Comes after the first paint: what runs is told by a listener, which comes later still. */
const RunningJobs = lazy(async () => ({ default: (await import("../features/jobs/running")).RunningJobs }));

const Leave = lazy(async () => ({ default: (await import("./leave")).Leave }));
const Account = lazy(async () => ({ default: (await import("./account")).Account }));

interface Area {
  to: string;
  name: string;
  icon: LucideIcon;
  /** Who is shown the way there; everybody when absent. The server decides who gets in. */
  shownTo?: (role: Role) => boolean;
}

/** The areas of the product. A new one gets its place in this list when its screen works. */
const areas: Area[] = [
  { to: "/", name: "Dashboard", icon: LayoutDashboard },
  { to: "/templates", name: "Templates", icon: LibraryBig },
  { to: "/demos", name: "Demos", icon: Presentation },
  { to: "/admin", name: "Admin", icon: Building2, shownTo: leads },
  { to: "/platform", name: "Platform", icon: Server, shownTo: (role) => role === "super_admin" },
];

/** The top of every screen: where one can go, what is in progress, and who is here. */
export function Header({ showHelp }: { showHelp: () => void }) {
  const { role } = useSession();
  return (
    <header className="sticky top-0 z-10 border-b border-line bg-page/85 backdrop-blur-md">
      <Going />
      <div className="mx-auto flex h-14 max-w-6xl items-center gap-1 px-4 sm:gap-2 sm:px-6">
        <Link
          to="/"
          className="mr-1 flex shrink-0 items-center gap-2.5 rounded-lg sm:mr-5"
          aria-label="CAPI Demos, start"
        >
          <Mark className="size-8" />
          <span className="hidden text-[0.9375rem] font-semibold tracking-tight lg:block">CAPI Demos</span>
        </Link>
        <nav aria-label="Areas" className="flex gap-0.5 sm:gap-1">
          {areas
            .filter(({ shownTo }) => shownTo?.(role) ?? true)
            .map((area) => (
              <NavLink
                key={area.to}
                to={area.to}
                within={area.to !== "/"}
                className={(here) =>
                  classes(
                    "flex h-10 items-center gap-2 rounded-field px-3 text-sm font-medium transition-colors",
                    here ? "bg-sunken text-ink" : "text-muted hover:text-ink",
                  )
                }
              >
                <area.icon aria-hidden className="size-5 sm:hidden" />
                <span className="sr-only sm:not-sr-only">{area.name}</span>
              </NavLink>
            ))}
        </nav>
        <div className="ml-auto flex items-center gap-2">
          <Suspense>
            <RunningJobs />
          </Suspense>
          <AccountButton showHelp={showHelp} />
        </div>
      </div>
    </header>
  );
}

function AccountButton({ showHelp }: { showHelp: () => void }) {
  const session = useSession();
  const [leaving, setLeaving] = useState(false);
  return (
    <>
      <Popover
        label={`${initials(session.name)}, your account`}
        face={<span aria-hidden>{initials(session.name)}</span>}
        className="grid size-9 place-items-center rounded-full bg-accent-wash text-xs font-semibold text-accent-ink ring-1 ring-accent/20 transition-shadow hover:ring-accent/60"
      >
        <Suspense fallback={<div className="h-64" />}>
          <Account showHelp={showHelp} leave={() => setLeaving(true)} />
        </Suspense>
      </Popover>
      {leaving && (
        <Suspense>
          <Leave close={() => setLeaving(false)} />
        </Suspense>
      )}
    </>
  );
}

/** Casey Engineer becomes CE. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  const first = (word: string | undefined) => Array.from(word ?? "")[0] ?? "";
  return (first(words[0]) + (words.length > 1 ? first(words.at(-1)) : "")).toUpperCase();
}

/** A line that shows that the next screen is on its way. */
function Going() {
  const going = useFetching();
  return (
    <div
      className={classes(
        "absolute inset-x-0 top-0 h-0.5 origin-left bg-accent transition-transform duration-500",
        going ? "scale-x-75" : "scale-x-0",
      )}
    />
  );
}
