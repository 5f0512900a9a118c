import { useEffect, useRef, useState } from "react";

import { useTheme } from "../../app/theme";
import { Notice, Skeleton } from "../../ui/states";
import { type ChartSpec, heightOf } from "./answer";

/** What title and axes take beside the drawing itself, in pixels. */
const frame = 40;

/** Fetches what draws charts; it is large and comes only when there may be one. */
export const fetchDrawing = () => import("./draw");

/** A chart, drawn by Vega-Lite. The drawing code is fetched with the first chart. */
export function Chart({ spec, name }: { spec: ChartSpec; name: string }) {
  const [theme] = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<"drawing" | "drawn" | "failed">("drawing");

  useEffect(() => {
    const target = box.current;
    if (!target) return;
    let gone = false;
    let erase: (() => void) | undefined;
    fetchDrawing()
      .then(({ draw }) => draw(target, spec, theme))
      .then(
        (drawn) => {
          if (gone) {
            drawn();
            return;
          }
          erase = drawn;
          setState("drawn");
        },
        () => {
          if (!gone) setState("failed");
        },
      );
    return () => {
      gone = true;
      erase?.();
    };
  }, [spec, theme]);

  if (state === "failed")
    return <Notice tone="neutral">The chart cannot be drawn. The table has the same numbers.</Notice>;
  return (
    <figure aria-label={`Chart of ${name}`} className="relative rounded-field border border-line bg-surface p-4">
      {state === "drawing" && <Skeleton className="absolute inset-4" />}
      <div ref={box} className="w-full" style={{ minHeight: heightOf(spec) + frame }} />
    </figure>
  );
}
