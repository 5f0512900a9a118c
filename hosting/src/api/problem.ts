/** A value at fault, by its path in the request, such as body.customer_name. */
export interface FieldFault {
  path: string;
  message: string;
}

/** A refused or failed request, as the API's problem document (RFC 9457) tells it. */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    /** HTTP status; 0 when no answer came at all. */
    readonly status: number,
    /** What happened and what to do next, for people. */
    detail: string,
    readonly requestId?: string,
    readonly fields: FieldFault[] = [],
    /** Seconds to wait before trying again, where the server says so. */
    readonly retryAfter?: number,
    /** The tenant requires a second factor, and the caller has signed in without one. */
    readonly lacksFactor = false,
  ) {
    super(detail);
  }

  /** When it happened, in milliseconds of the page's life: tells two equal problems apart. */
  readonly at = performance.now();

  /** Whether the server only asks for patience. */
  get busy(): boolean {
    return this.status === 429 || this.status === 503;
  }

  /** Whether sending the same request again can help. */
  get transient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

const offline = "The server cannot be reached. Check your connection; what you see stays here.";

/** Reads any answer that is not a success. A body that is no problem document gives a problem without details. */
export function problemOf(response: Response, body: unknown): Problem {
  const document = isRecord(body) ? body : {};
  const detail = text(document.detail) ?? text(document.title) ?? `The server answered ${response.status}.`;
  const retryAfter = seconds(response.headers.get("Retry-After"));
  const lacksFactor = text(document.type)?.endsWith("/mfa-required") ?? false;
  const requestId = text(document.request_id);
  return new Problem(response.status, detail, requestId, faults(document.errors), retryAfter, lacksFactor);
}

/** Turns whatever was thrown into something that can be shown. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof TypeError) return new Problem(0, offline); // how fetch says that no answer came
  return new Problem(0, thrown instanceof Error ? thrown.message : "Something unexpected happened. Reload the page.");
}

/** The longest wait that is believed, in seconds. */
const longestWait = 3_600;

/** Retry-After as seconds; it may also be a date. */
function seconds(header: string | null): number | undefined {
  if (header === null || header.trim() === "") return undefined;
  const wait = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(wait) ? Math.min(longestWait, Math.max(0, Math.ceil(wait))) : undefined;
}

function faults(errors: unknown): FieldFault[] {
  if (!Array.isArray(errors)) return [];
  return errors.filter(isRecord).flatMap((fault) => {
    const path = text(fault.path);
    const message = text(fault.message);
    return path !== undefined && message !== undefined ? [{ path, message }] : [];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
