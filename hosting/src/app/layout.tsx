import { LogOut, Moon, Sun } from "lucide-react";
import { NavLink, Outlet, ScrollRestoration, useNavigation } from "react-router";

import { useSession } from "../session/session";
import { IconButton } from "../ui/button";
import { classes } from "../ui/classes";
import { Mark } from "../ui/mark";
import { useTheme } from "./theme";

/** What every screen stands in. A new area of the product gets its place in this list when its screen works. */
const areas = [
  { to: "/templates", name: "Templates" },
  { to: "/demos", name: "Demos" },
];

export function Layout() {
  return (
    <>
      <a
        href="#content"
        className="sr-only rounded-field bg-accent px-4 py-2 text-white focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-20"
      >
        Skip to content
      </a>
      <Header />
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl px-4 pt-6 pb-10 outline-none sm:px-6 sm:pt-10"
      >
        <Outlet />
      </main>
      <ScrollRestoration />
    </>
  );
}

function Header() {
  const session = useSession();
  const [theme, setTheme] = useTheme();
  const dark = theme === "dark";
  return (
    <header className="sticky top-0 z-10 border-b border-line bg-page/85 backdrop-blur-md">
      <Waiting />
      <div className="mx-auto flex h-14 max-w-6xl items-center gap-1 px-4 sm:gap-2 sm:px-6">
        <NavLink to="/templates" className="mr-2 shrink-0 rounded-lg sm:mr-5" aria-label="CAPI Demo Platform, start">
          <Mark className="size-8" />
        </NavLink>
        <nav aria-label="Areas" className="flex gap-1">
          {areas.map((area) => (
            <NavLink
              key={area.to}
              to={area.to}
              className={({ isActive }) =>
                classes(
                  "rounded-field px-3 py-2 text-sm font-medium transition-colors",
                  isActive ? "bg-sunken text-ink" : "text-muted hover:text-ink",
                )
              }
            >
              {area.name}
            </NavLink>
          ))}
        </nav>
        <div className="ml-auto flex min-w-0 items-center gap-1">
          <div className="mr-2 hidden min-w-0 text-right leading-tight md:block">
            <div className="truncate text-sm font-medium">{session.name}</div>
            <div className="truncate text-xs text-muted">
              {session.role.replace("_", " ")} · {session.tenant}
            </div>
          </div>
          <IconButton
            label={dark ? "Use the light theme" : "Use the dark theme"}
            onClick={() => setTheme(dark ? "light" : "dark")}
          >
            {dark ? <Sun aria-hidden className="size-4.5" /> : <Moon aria-hidden className="size-4.5" />}
          </IconButton>
          <IconButton label="Sign out" onClick={() => void session.signOut()}>
            <LogOut aria-hidden className="size-4.5" />
          </IconButton>
        </div>
      </div>
    </header>
  );
}

/** A line that shows that the next screen is on its way. */
function Waiting() {
  const going = useNavigation().state !== "idle";
  return (
    <div
      className={classes(
        "absolute inset-x-0 top-0 h-0.5 origin-left bg-accent transition-transform duration-500",
        going ? "scale-x-75" : "scale-x-0",
      )}
    />
  );
}
