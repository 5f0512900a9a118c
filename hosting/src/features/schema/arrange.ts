import { Graph, layout } from "@dagrejs/dagre";

import { keysOf, type Schema, type SchemaTable } from "./schema";

/** Measures of a drawn table, in pixels; diagram.tsx draws by the same. */
export const boxWidth = 188;
export const headHeight = 44;
export const keyHeight = 24;
const padding = 8;

export interface Box {
  table: SchemaTable;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Line {
  from: string;
  to: string;
  /** The d of an SVG path. */
  path: string;
}

export interface Arrangement {
  boxes: Box[];
  lines: Line[];
  width: number;
  height: number;
}

/** Gives every table a place, those that are pointed at to the right. A relationship with itself or with no table has no line. */
export function arrange({ tables, relationships }: Schema): Arrangement {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 22, ranksep: 56, marginx: 2, marginy: 2, ranker: "network-simplex" });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const table of tables) {
    const keys = keysOf(table, relationships).length;
    const height = headHeight + (keys > 0 ? keys * keyHeight + padding : 0);
    graph.setNode(table.name, { width: boxWidth, height });
  }
  const drawn = relationships.filter(
    (one) => one.from_table !== one.to_table && graph.hasNode(one.from_table) && graph.hasNode(one.to_table),
  );
  drawn.forEach((one) => graph.setEdge(one.from_table, one.to_table, {}, one.from_column));
  layout(graph);

  const boxes = tables.map((table) => {
    const { x, y, width, height } = graph.node(table.name) as Placed;
    return { table, x: x - width / 2, y: y - height / 2, width, height };
  });
  const lines = drawn.map((one) => ({
    from: one.from_table,
    to: one.to_table,
    path: curve((graph.edge(one.from_table, one.to_table, one.from_column) as Drawn).points),
  }));
  const { width, height } = graph.graph() as { width: number; height: number };
  return { boxes, lines, width, height };
}

/** What the layout has put onto a node and onto an edge. */
interface Placed {
  x: number;
  y: number;
  width: number;
  height: number;
}
interface Drawn {
  points: { x: number; y: number }[];
}

/** A smooth line through points: straight ends, rounded at every point between. */
function curve(points: { x: number; y: number }[]): string {
  const [first, ...rest] = points;
  if (!first) return "";
  const last = rest.pop();
  const middles = rest.map((point, n) => {
    const next = rest[n + 1] ?? last ?? point;
    return `Q${point.x} ${point.y} ${(point.x + next.x) / 2} ${(point.y + next.y) / 2}`;
  });
  return `M${first.x} ${first.y} ${middles.join(" ")} ${last ? `L${last.x} ${last.y}` : ""}`;
}
