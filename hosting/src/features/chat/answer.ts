import type { Document } from "../../live/live";
import type { Cells } from "../../ui/table/cells";

/** A result. */
export interface ResultTable extends Cells {
  /** Rows were left out because the result was too large to keep. */
  truncated: boolean;
}

/** A Vega-Lite specification with its data inside. */
export type ChartSpec = Record<string, unknown>;

/** Height of a chart that does not say how high it is, in pixels. */
export const usualHeight = 280;

/** About how high a chart will be, so that its place can be kept while it is drawn. */
export function heightOf(spec: ChartSpec): number {
  const { height, data } = spec;
  if (typeof height === "number") return height;
  const step = isRecord(height) ? height.step : undefined;
  const values = isRecord(data) ? list(data.values).length : 0;
  return typeof step === "number" && values > 0 ? step * values : usualHeight;
}

/** What stands on the screen of one answer. Parts of one kind keep the order in which they came. */
export interface Answer {
  /** What is being done right now, or was last. */
  progress?: string;
  text?: string;
  /** It asks back: the text is a question, and these are answers to choose from. */
  options?: string[];
  verified: boolean;
  statements: string[];
  tables: ResultTable[];
  charts: ChartSpec[];
  /** What went wrong on the way; the answer went on. */
  errors: string[];
  suggestions: string[];
  /** No more parts will come. */
  complete: boolean;
}

const nothing: Answer = {
  verified: false,
  statements: [],
  tables: [],
  charts: [],
  errors: [],
  suggestions: [],
  complete: false,
};

/**
 * Puts an answer together from the chunks written so far (shared/demo.Chunk; the payload is a shared/analyst.Part). A restart means
 * that the answer began anew: what came before does not count.
 */
export function assemble(chunks: Document[]): Answer {
  const inOrder = chunks.map(({ data }) => data).sort((a, b) => Number(a.seq) - Number(b.seq));
  return inOrder.reduce<Answer>(add, nothing);
}

function add(answer: Answer, chunk: Record<string, unknown>): Answer {
  const part = parse(chunk.payload);
  const text = typeof part.text === "string" ? part.text : "";
  switch (chunk.kind) {
    case "restart":
      return nothing;
    case "progress":
      return text ? { ...answer, progress: text } : answer;
    case "sql":
      return {
        ...answer,
        verified: answer.verified || part.verified === true,
        statements: typeof part.sql === "string" ? [...answer.statements, part.sql] : answer.statements,
      };
    case "data": {
      const table = readTable(part);
      return table ? { ...answer, tables: [...answer.tables, table] } : answer;
    }
    case "chart":
      return isRecord(part.chart) ? { ...answer, charts: [...answer.charts, part.chart] } : answer;
    case "error":
      return { ...answer, errors: [...answer.errors, text] };
    case "text":
      return {
        ...answer,
        text: answer.text ? `${answer.text}\n\n${text}` : text,
        verified: answer.verified || part.verified === true,
      };
    case "clarification":
      return { ...answer, text, options: strings(part.options) };
    case "suggestions":
      return { ...answer, suggestions: strings(part.options) };
    case "end":
      return { ...answer, complete: true };
    default: // a kind of a newer server
      return answer;
  }
}

function readTable(part: Record<string, unknown>): ResultTable | undefined {
  const data = part.data;
  if (!isRecord(data)) return undefined;
  const columns = list(data.columns)
    .filter(isRecord)
    .map((column) => ({ name: String(column.name), type: String(column.type) }));
  return {
    columns,
    rows: readRows(data.rows),
    formatted: readRows(data.formatted),
    truncated: part.truncated === true,
  };
}

function readRows(rows: unknown): (string | null)[][] {
  return list(rows)
    .filter(isRecord)
    .map((row) => list(row.cells).map((cell) => (typeof cell === "string" ? cell : null)));
}

function parse(payload: unknown): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(String(payload));
    return isRecord(value) ? value : {};
  } catch {
    return {}; // a chunk that cannot be read is left out; the others stand
  }
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function strings(value: unknown): string[] {
  return list(value).filter((one) => typeof one === "string");
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
