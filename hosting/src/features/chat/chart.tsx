import { ImageDown } from "lucide-react";
import { useEffect, useRef, useState } from "react";

import { useTheme } from "../../app/theme";
import { Button } from "../../ui/button";
import { classes } from "../../ui/classes";
import { save } from "../../ui/save";
import { Notice, Skeleton } from "../../ui/states";
import { useToasts } from "../../ui/toast";
import { type ChartSpec, heightOf } from "./answer";
import type { Drawing, Size } from "./draw";

/** What title and axes take beside the drawing itself, in pixels. */
const frame = 40;

/** Fetches what draws charts; it is large and comes only when there may be one. */
export const fetchDrawing = () => import("./draw");

type State = { is: "drawing" } | { is: "drawn"; drawing: Drawing } | { is: "failed"; why: string };

/** A chart in an answer, drawn by Vega-Lite, to be saved as a picture. */
export function Chart({ spec, name }: { spec: ChartSpec; name: string }) {
  const { sayFailure } = useToasts();
  const [box, state] = useDrawing(spec, "page");
  if (state.is === "failed") return <Undrawn why={state.why} />;
  return (
    <figure aria-label={`Chart of ${name}`} className="relative rounded-field border border-line bg-surface">
      <div className="relative p-4">
        {state.is === "drawing" && <Skeleton className="absolute inset-4" />}
        <div ref={box} className="w-full" style={{ minHeight: heightOf(spec) + frame }} />
      </div>
      <figcaption className="flex justify-end border-t border-line p-1">
        <Button
          tone="quiet"
          className="px-3"
          disabled={state.is !== "drawn"}
          onClick={() => {
            if (state.is === "drawn") state.drawing.png().then((picture) => save(picture, `${name}.png`), sayFailure);
          }}
        >
          <ImageDown aria-hidden className="size-4" /> PNG
        </Button>
      </figcaption>
    </figure>
  );
}

/** A chart alone, as large as the room it is given. */
export function LargeChart({ spec, name, className }: { spec: ChartSpec; name: string; className?: string }) {
  const [box, state] = useDrawing(spec, "room");
  if (state.is === "failed") return <Undrawn why={state.why} />;
  return (
    <figure aria-label={`Chart of ${name}`} className={classes("min-h-0", className)}>
      <div ref={box} className="size-full" />
    </figure>
  );
}

function Undrawn({ why }: { why: string }) {
  return <Notice tone="neutral">The chart is not drawn, because {why}. The table has the same numbers.</Notice>;
}

/** Draws a chart into the element that takes the reference, and anew when it or the theme changes. */
function useDrawing(spec: ChartSpec, size: Size) {
  const [theme] = useTheme();
  const box = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<State>({ is: "drawing" });
  useEffect(() => {
    const target = box.current;
    if (!target) return;
    let gone = false;
    let drawn: Drawing | undefined;
    fetchDrawing()
      .then(({ draw }) => draw(target, spec, theme, size))
      .then(
        (drawing) => {
          if (gone) {
            drawing.erase();
            return;
          }
          drawn = drawing;
          setState({ is: "drawn", drawing });
        },
        (thrown: unknown) => {
          if (!gone) setState({ is: "failed", why: reason(thrown) });
        },
      );
    return () => {
      gone = true;
      drawn?.erase();
    };
  }, [spec, theme, size]);
  return [box, state] as const;
}

/** What was refused says why; what drawing itself stumbles over is of no use to the reader. */
function reason(thrown: unknown): string {
  return thrown instanceof Error && thrown.name === "Refused" ? thrown.message : "it cannot be understood";
}
