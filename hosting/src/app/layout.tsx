import { lazy, Suspense, useState } from "react";
import { useNavigate } from "react-router";

import { ToastProvider } from "../ui/toast";
import { useShortcut } from "../ui/use-shortcut";
import { Guarded } from "./failures";
import { Header } from "./header";
import { useOnline } from "./use-online";
import { useScroll } from "./use-scroll";

const ShortcutsHelp = lazy(async () => ({ default: (await import("./shortcuts")).ShortcutsHelp }));

/** What every screen stands in. */
export function Layout() {
  const navigate = useNavigate();
  useScroll();
  const [help, setHelp] = useState(false);
  useShortcut("g d", () => void navigate("/"));
  useShortcut("g t", () => void navigate("/templates"));
  useShortcut("g m", () => void navigate("/demos"));
  useShortcut("?", () => setHelp(true));
  return (
    <ToastProvider>
      <a
        href="#content"
        className="sr-only rounded-field bg-accent px-4 py-2 text-white focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-20"
      >
        Skip to content
      </a>
      <Header showHelp={() => setHelp(true)} />
      <Offline />
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl px-4 pt-6 pb-16 outline-none sm:px-6 sm:pt-10"
      >
        <Guarded />
      </main>
      {help && (
        <Suspense>
          <ShortcutsHelp close={() => setHelp(false)} />
        </Suspense>
      )}
    </ToastProvider>
  );
}

/** Says that what is on the screen stands still. The listeners catch up by themselves. */
function Offline() {
  if (useOnline()) return null;
  return (
    <p role="status" className="bg-warn-wash px-4 py-2 text-center text-sm font-medium text-warn">
      You are offline. What you see stays; it goes on as soon as the connection is back.
    </p>
  );
}
