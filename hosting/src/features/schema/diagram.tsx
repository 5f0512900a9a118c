import { KeyRound, Link2, Maximize2, Minimize2 } from "lucide-react";
import { useMemo, useRef, useState } from "react";

import { IconButton } from "../../ui/button";
import { classes } from "../../ui/classes";
import { shortCount } from "../../ui/format";
import { useWidth } from "../../ui/use-width";
import { arrange, type Box, headHeight, keyHeight, type Line } from "./arrange";
import { keysOf, neighbours, type Schema } from "./schema";

interface Props {
  schema: Schema;
  chosen: string | undefined;
  choose: (table: string) => void;
}

/** Tables as boxes with their keys, relationships as lines. What is chosen, pointed at or focused stands out with all it is related to. */
export function Diagram({ schema, chosen, choose }: Props) {
  const arrangement = useMemo(() => arrange(schema), [schema]);
  const [pointed, setPointed] = useState<string>();
  const lit = pointed ?? chosen;
  const near = useMemo(() => (lit ? neighbours(lit, schema.relationships) : undefined), [lit, schema]);
  const { boxes, lines, width, height } = arrangement;
  const box = useRef<HTMLDivElement>(null);
  const room = useWidth(box);
  const [larger, setLarger] = useState(false);
  const fitting = fit(room, width);
  const scale = larger ? 1 : fitting;
  return (
    <div className="relative">
      <div
        ref={box}
        role="region"
        aria-label="Diagram of the tables"
        tabIndex={0}
        className="max-h-[70dvh] overflow-auto rounded-card border border-line bg-surface bg-[radial-gradient(var(--line)_1px,transparent_1px)] bg-size-[20px_20px] p-6"
      >
        <div className="mx-auto" style={{ width: width * scale, height: height * scale }}>
          <div className="relative origin-top-left" style={{ width, height, transform: `scale(${scale})` }}>
            <svg width={width} height={height} className="absolute inset-0 overflow-visible" aria-hidden>
              <Lines lines={lines} lit={lit} />
            </svg>
            <ul>
              {boxes.map((box) => (
                <TableBox
                  key={box.table.name}
                  box={box}
                  schema={schema}
                  chosen={chosen === box.table.name}
                  faded={near !== undefined && !near.has(box.table.name)}
                  choose={choose}
                  point={setPointed}
                />
              ))}
            </ul>
          </div>
        </div>
      </div>
      {fitting < 1 && (
        <IconButton
          label={larger ? "Show all of it" : "Show it larger"}
          onClick={() => setLarger(!larger)}
          className="absolute top-3 right-3 border border-line bg-surface shadow-card"
        >
          {larger ? <Minimize2 aria-hidden className="size-4" /> : <Maximize2 aria-hidden className="size-4" />}
        </IconButton>
      )}
    </div>
  );
}

/** Below this a name cannot be read any more; what then does not fit is scrolled to. */
const smallest = 0.6;

/** How much smaller a drawing must be to fit into the room there is. */
function fit(room: number, width: number): number {
  return room === 0 ? 1 : Math.min(1, Math.max(smallest, room / width));
}

/** The lines, those of the table that stands out last, so that none lies over them. */
function Lines({ lines, lit }: { lines: Line[]; lit: string | undefined }) {
  const of = (line: Line) => line.from === lit || line.to === lit;
  const sorted = [...lines].sort((a, b) => Number(of(a)) - Number(of(b)));
  return (
    <>
      <defs>
        {["edge", "accent"].map((colour) => (
          <marker
            key={colour}
            id={`points-${colour}`}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            orient="auto"
          >
            <path d="M0 0.5 L7 4 L0 7.5 Z" className={colour === "edge" ? "fill-edge" : "fill-accent"} />
          </marker>
        ))}
      </defs>
      {sorted.map((line, n) => (
        <path
          key={n}
          d={line.path}
          fill="none"
          strokeWidth={of(line) ? 2 : 1.25}
          markerEnd={`url(#points-${of(line) ? "accent" : "edge"})`}
          className={classes(
            "transition-opacity",
            of(line) ? "stroke-accent" : "stroke-edge",
            lit !== undefined && !of(line) && "opacity-25",
          )}
        />
      ))}
    </>
  );
}

interface BoxProps {
  box: Box;
  schema: Schema;
  chosen: boolean;
  faded: boolean;
  choose: (table: string) => void;
  point: (table: string | undefined) => void;
}

function TableBox({ box: { table, x, y, width, height }, schema, chosen, faded, choose, point }: BoxProps) {
  return (
    <li className="absolute" style={{ left: x, top: y, width, height }}>
      <button
        type="button"
        aria-pressed={chosen}
        title={table.description}
        onClick={() => choose(table.name)}
        onPointerEnter={() => point(table.name)}
        onPointerLeave={() => point(undefined)}
        onFocus={() => point(table.name)}
        onBlur={() => point(undefined)}
        className={classes(
          "block size-full overflow-hidden rounded-field border bg-surface text-left transition-colors",
          chosen ? "border-accent ring-2 ring-accent/30" : "border-line hover:border-accent",
          faded ? "border-dashed text-muted" : "shadow-card",
        )}
      >
        <span
          className={classes("flex items-center justify-between gap-2 px-3", !faded && "bg-sunken")}
          style={{ height: headHeight }}
        >
          <span className="truncate text-sm font-semibold">{table.name}</span>
          <span className="tabular shrink-0 text-xs text-muted">
            {shortCount(table.rows)}
            <span className="sr-only"> rows</span>
          </span>
        </span>
        <span className="block py-1">
          {keysOf(table, schema.relationships).map(({ column, kind }) => {
            const Icon = kind === "primary" ? KeyRound : Link2;
            return (
              <span
                key={column.name}
                className="flex items-center gap-2 px-3 font-mono text-xs text-muted"
                style={{ height: keyHeight }}
              >
                <Icon
                  aria-label={`${kind} key`}
                  className={classes("size-3 shrink-0", kind === "primary" && !faded && "text-warn")}
                />
                <span className="truncate">{column.name}</span>
              </span>
            );
          })}
        </span>
      </button>
    </li>
  );
}
