import type { DemoStatus } from "../../api/model";

/** A part of a demo's page, with an address of its own. */
export interface Part {
  /** The last piece of its address; the chat, which one comes to first, has none. */
  path: string;
  name: string;
  /** It needs the demo's data and agent, which only an active demo has. */
  needsData: boolean;
}

/** The parts of a demo's page. A new one gets its place here and in app/router.tsx. */
export const parts: Part[] = [
  { path: "", name: "Chat", needsData: true },
  { path: "data", name: "Data", needsData: true },
  { path: "exam", name: "Exam", needsData: true },
  { path: "history", name: "History", needsData: false },
  { path: "details", name: "Details", needsData: false },
];

/** The parts that a demo in this state has. */
export function partsOf(status: DemoStatus): Part[] {
  return parts.filter((part) => status === "active" || !part.needsData);
}

/** The part that an address is about, such as /demos/abc/data. Conversations belong to the chat. */
export function partAt(pathname: string): Part | undefined {
  const [, , , piece = ""] = pathname.split("/");
  return parts.find((part) => part.path === (piece === "conversations" ? "" : piece));
}
