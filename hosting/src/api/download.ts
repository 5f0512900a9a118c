import { outcome, type Outcome } from "./client";
import { asProblem } from "./problem";

/** The headers by which the rest of a file is asked for. */
export interface Rest {
  Range?: string;
  "If-Range"?: string;
}

/**
 * The file that a call brings, whole. Where an answer breaks off, as Hosting cuts it after a minute, the rest is asked for as long as more comes.
 * @param get makes the call with these headers; its body is read as a stream.
 */
export async function download(
  get: (rest: Rest) => Promise<Outcome<ReadableStream<Uint8Array<ArrayBuffer>> | null>>,
): Promise<Blob> {
  let parts: Uint8Array<ArrayBuffer>[] = [];
  for (let rest: Rest = {}; ;) {
    const { data, response } = await outcome(get(rest));
    const anew = response.status !== 206; // the beginning, or a newer file, or somebody on the way who knows no parts
    if (anew) parts = [];
    const before = parts.length;
    try {
      if (data) for await (const part of chunks(data)) parts.push(part);
      return new Blob(parts, { type: response.headers.get("Content-Type") ?? "" });
    } catch (thrown) {
      const tag = response.headers.get("ETag");
      if (parts.length === before || !tag || (anew && rest.Range)) throw asProblem(thrown);
      rest = { Range: `bytes=${parts.reduce((sum, part) => sum + part.length, 0)}-`, "If-Range": tag };
    }
  }
}

async function* chunks(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const reader = stream.getReader(); // Safari has no asynchronous iteration of streams
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
