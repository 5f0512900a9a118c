import { useEffect, useLayoutEffect, useRef } from "react";
import { type Location, NavigationType, useLocation, useNavigationType } from "react-router";

/**
 * A new screen begins at its top, and the way back leads to where one was. An address that differs in its query only is the same
 * screen, and so is one that was opened with the state { stay: true }.
 */
export function useScroll(): void {
  const { key, pathname, hash, state } = useLocation() as Location<{ stay?: boolean } | null>;
  const type = useNavigationType();
  const places = useRef(new Map<string, number>()); // by the key of the entry in the history
  const shown = useRef(pathname);

  useEffect(() => {
    history.scrollRestoration = "manual";
    const leave = () => (history.scrollRestoration = "auto"); // after a reload the browser knows
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("pagehide", leave);
      leave();
    };
  }, []);

  useEffect(() => {
    const keep = () => places.current.set(key, scrollY);
    addEventListener("scroll", keep, { passive: true });
    return () => removeEventListener("scroll", keep);
  }, [key]);

  useLayoutEffect(() => {
    const before = shown.current;
    shown.current = pathname;
    if (hash) return; // the browser goes there
    const place = places.current.get(key);
    if (type === NavigationType.Pop) {
      if (place !== undefined) scrollTo(0, place);
      return;
    }
    const stay = state?.stay ?? false;
    if (before !== pathname && !stay) scrollTo(0, 0);
  }, [key, pathname, hash, state, type]);
}
