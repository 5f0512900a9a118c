import { type QueryKey, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";

import { leads, useSession } from "../session/session";
import type { Document, Selection } from "./live";

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
 * Follows documents of a collection; no path, no listener. Those who lead the tenant see everybody's, all others their own.
 * @param selection which documents; with an owner, that person's whoever looks
 */
export function useCollection(path: string | undefined, selection: Selection = {}): Followed<Document[]> {
  const { live, uid, role } = useSession();
  const asked = JSON.stringify({ owner: leads(role) ? undefined : uid, ...selection });
  const [state, setState] = useState<{ path: string; asked: string; followed: Followed<Document[]> }>();
  useEffect(() => {
    if (path === undefined) return;
    return live.collection(path, JSON.parse(asked) as Selection, {
      next: (value) => setState({ path, asked, followed: { is: "here", value } }),
      failed: (error) => setState({ path, asked, followed: { is: "failed", error } }),
    });
  }, [live, path, asked]);
  return state?.path === path && state?.asked === asked ? state.followed : waiting;
}

/** Asks the API again whenever what a listener follows has changed: the API tells more than the document, the listener tells when. */
export function useRefresh(followed: Followed<unknown>, key: QueryKey): void {
  const queries = useQueryClient();
  const seen = useRef<unknown>(undefined);
  const value = followed.is === "here" ? JSON.stringify(followed.value) : undefined;
  const asked = JSON.stringify(key);
  useEffect(() => {
    if (value === undefined) return;
    const before = seen.current;
    seen.current = value;
    if (before !== undefined && before !== value) {
      void queries.invalidateQueries({ queryKey: JSON.parse(asked) as QueryKey });
    }
  }, [queries, value, asked]);
}
