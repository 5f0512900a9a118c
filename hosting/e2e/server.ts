import type { Page } from "playwright-core";
import { inject } from "vitest";

/**
 * Writes documents as the platform's server does, straight into the emulator, for what the server never writes of itself: answers
 * that are up to no good, logs of thousands of lines.
 */
export async function write(path: string, fields: Record<string, unknown>): Promise<void> {
  const response = await fetch(`${await documents()}/${path}`, {
    method: "PATCH",
    headers: { Authorization: "Bearer owner" }, // the emulator's word for a server
    body: JSON.stringify({ fields: (encode(fields) as { mapValue: { fields: unknown } }).mapValue.fields }),
  });
  if (!response.ok) throw new Error(`write ${path}: ${response.status} ${await response.text()}`);
}

/** When a job ended, in milliseconds since 1970: taken by the function just before the commit that says so. */
export async function endedAt(job: string): Promise<number> {
  const response = await fetch(`${await documents()}/jobs/${job}`, { headers: { Authorization: "Bearer owner" } });
  if (!response.ok) throw new Error(`read the job ${job}: ${response.status}`);
  const { fields } = (await response.json()) as { fields: { completed_at: { timestampValue: string } } };
  return Date.parse(fields.completed_at.timestampValue);
}

async function documents(): Promise<string> {
  const config = await installation();
  return `http://${config.emulators.firestore}/v1/projects/${config.projectId}/databases/(default)/documents/tenants/demo`;
}

/**
 * The link in the mail that confirms an address: the emulator keeps mails instead of sending them. Waits until there is one.
 */
export async function mailedLink(email: string): Promise<string> {
  const { projectId, emulators } = await installation();
  for (const end = Date.now() + 15_000; Date.now() < end;) {
    const reply = await fetch(`${emulators.auth}/emulator/v1/projects/${projectId}/oobCodes`);
    const { oobCodes } = (await reply.json()) as { oobCodes: { email: string; oobLink: string }[] };
    const last = oobCodes.filter((mail) => mail.email === email).pop();
    if (last) return last.oobLink;
    await new Promise((later) => setTimeout(later, 100));
  }
  throw new Error(`no mail was sent to ${email}`);
}

/** A seeded person's own way to the API. */
export async function apiOf(
  email: string,
): Promise<(method: string, path: string, body?: object) => Promise<Response>> {
  const { emulators } = await installation();
  const reply = await fetch(
    `${emulators.auth}/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=local`,
    {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ email, password: "demo-password", returnSecureToken: true }),
    },
  );
  const { idToken } = (await reply.json()) as { idToken: string };
  return async (method, path, body) => {
    const address = `${inject("url")}/api/v1${path}`;
    const headers: Record<string, string> = { Authorization: `Bearer ${idToken}`, "Content-Type": "application/json" };
    if (method === "PATCH") headers["If-Match"] = (await fetch(address, { headers })).headers.get("ETag") ?? "";
    const response = await fetch(address, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  };
}

interface Installation {
  projectId: string;
  emulators: { auth: string; firestore: string };
}

async function installation(): Promise<Installation> {
  return (await (await fetch(`${inject("url")}/__/firebase/init.json`)).json()) as Installation;
}

/** A value in Firestore's own JSON. */
function encode(value: unknown): unknown {
  if (value === null) return { nullValue: null };
  if (value instanceof Date) return { timestampValue: value.toISOString() };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(encode) } };
  switch (typeof value) {
    case "string":
      return { stringValue: value };
    case "boolean":
      return { booleanValue: value };
    case "number":
      return { integerValue: String(value) };
    default:
      return {
        mapValue: {
          fields: Object.fromEntries(Object.entries(value as object).map(([key, one]) => [key, encode(one)])),
        },
      };
  }
}

/** One part of an answer: what kind it is, and a shared/analyst.Part. */
export type Part = [kind: string, payload: Record<string, unknown>];

let turn = 0;

/**
 * Puts a question and its answer into a conversation, as if both had been. Returns the question.
 * @param failure what the answer ended with, instead of an end
 */
export async function answerWith(
  { demo, conversation, uid }: { demo: string; conversation: string; uid: string },
  parts: Part[],
  failure?: string,
): Promise<string> {
  const n = ++turn;
  const question = `What about ${n}?`;
  const messages = `demos/${demo}/conversations/${conversation}/messages`;
  const common = { created_by: uid, created_at: new Date(), status: "completed", demo_id: demo };
  const ordinal = Date.now() * 1000 + n * 10;
  for (const [place, [kind, payload]] of parts.entries()) {
    await write(`${messages}/a${n}/chunks/${String(place + 1).padStart(6, "0")}`, {
      created_by: uid,
      seq: place + 1,
      kind,
      payload: JSON.stringify(payload),
    });
  }
  await write(`${messages}/q${n}`, { ...common, role: "user", text: question, ordinal });
  await write(`${messages}/a${n}`, {
    ...common,
    ...(failure !== undefined && { status: "failed", error: { message: failure, reason: "unavailable" } }),
    role: "assistant",
    question_id: `q${n}`,
    text: "",
    ordinal: ordinal + 1,
  });
  return question;
}

/** The id of the person signed in on a page. */
export async function uidOf(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const request = indexedDB.open("firebaseLocalStorageDb");
        request.onerror = () => reject(new Error("the signed-in person is not in the browser's storage"));
        request.onsuccess = () => {
          const all = request.result.transaction("firebaseLocalStorage").objectStore("firebaseLocalStorage").getAll();
          all.onsuccess = () => {
            request.result.close();
            resolve((all.result as { value: { uid: string } }[])[0]?.value.uid ?? "");
          };
        };
      }),
  );
}
