import { useEffect, useState } from "react";

import { useSession } from "../session/session";
import type { Document } from "./live";

/** What a listener has brought so far. */
export type Followed<T> = { is: "waiting" } | { is: "here"; value: T } | { is: "failed"; error: Error };

const waiting = { is: "waiting" } as const;

/** Follows one document of the tenant; no path, no listener. read turns the document into what the screen shows. */
export function useDocument<T>(path: string | undefined, read: (document: Document) => T): Followed<T | undefined> {
  const { live } = useSession();
  const [state, setState] = useState<{ path: string; followed: Followed<Document | undefined> }>();
  useEffect(() => {
    if (path === undefined) return;
    return live.document(path, {
      next: (value) => setState({ path, followed: { is: "here", value } }),
      failed: (error) => setState({ path, followed: { is: "failed", error } }),
    });
  }, [live, path]);
  const followed = state?.path === path ? (state?.followed ?? waiting) : waiting; // never the document before
  return followed.is === "here" ? { is: "here", value: followed.value && read(followed.value) } : followed;
}

/**
 * Follows the documents of a collection in the order of their ids; no path, no listener.
 * @param owner whose documents; undefined for everybody's, which only those who lead the tenant may see
 */
export function useCollection(path: string | undefined, owner: string | undefined): Followed<Document[]> {
  const { live } = useSession();
  const [state, setState] = useState<{ path: string; followed: Followed<Document[]> }>();
  useEffect(() => {
    if (path === undefined) return;
    return live.collection(path, owner, {
      next: (value) => setState({ path, followed: { is: "here", value } }),
      failed: (error) => setState({ path, followed: { is: "failed", error } }),
    });
  }, [live, path, owner]);
  return state?.path === path ? (state?.followed ?? waiting) : waiting;
}
