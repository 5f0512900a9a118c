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
  ) {
    super(detail);
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
  const retryAfter = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return new Problem(
    response.status,
    detail,
    text(document.request_id),
    faults(document.errors),
    Number.isFinite(retryAfter) ? retryAfter : undefined,
  );
}

/** Turns whatever was thrown into something that can be shown. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof TypeError) return new Problem(0, offline); // how fetch says that no answer came
  return new Problem(0, thrown instanceof Error ? thrown.message : "Something unexpected happened. Reload the page.");
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
