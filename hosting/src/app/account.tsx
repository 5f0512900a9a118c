import { Keyboard, LogOut, Moon, ShieldCheck, Sun, UserX } from "lucide-react";
import { useNavigate } from "react-router";

import { useSession } from "../session/session";
import { spoken } from "../ui/format";
import { Choice } from "../ui/popover";
import { useTheme } from "./theme";

/** Who is signed in, and what is theirs to choose. */
export function Account({ showHelp, leave }: { showHelp: () => void; leave: () => void }) {
  const session = useSession();
  const navigate = useNavigate();
  const [theme, setTheme] = useTheme();
  const dark = theme === "dark";
  const Icon = dark ? Sun : Moon;
  return (
    <>
      <div className="border-b border-line px-3 pt-2 pb-3">
        <p className="truncate text-sm font-semibold">
          <bdi>{session.name}</bdi>
        </p>
        <p className="truncate text-sm text-muted">{session.email}</p>
        <p className="mt-1 truncate text-xs text-muted">
          {spoken(session.role)} in <bdi>{session.tenant}</bdi>
        </p>
      </div>
      <div className="pt-1.5">
        <Choice act={() => setTheme(dark ? "light" : "dark")}>
          <Icon aria-hidden className="size-4 text-muted" /> Use the {dark ? "light" : "dark"} theme
        </Choice>
        <Choice act={() => void navigate("/account/second-factor")}>
          <ShieldCheck aria-hidden className="size-4 text-muted" /> Second factor
        </Choice>
        <Choice act={showHelp}>
          <Keyboard aria-hidden className="size-4 text-muted" /> Keyboard shortcuts
        </Choice>
        <Choice act={() => void session.signOut()}>
          <LogOut aria-hidden className="size-4 text-muted" /> Sign out
        </Choice>
        <Choice danger act={leave}>
          <UserX aria-hidden className="size-4" /> Leave, and erase my data
        </Choice>
      </div>
    </>
  );
}
