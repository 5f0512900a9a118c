import type { FirebaseApp } from "firebase/app";

import type { Config } from "../app/config";
import type { Firestore } from "./firestore";

/** A document as the API has written it. */
export interface Document {
  id: string;
  data: Record<string, unknown>;
}

export interface Watcher<T> {
  next: (value: T) => void;
  failed: (error: Error) => void;
}

export type Stop = () => void;

/** Which documents of a collection; everything by default. A shape that is new here needs an index (shared/store/shapes.go). */
export interface Selection {
  /** Only this person's. The rules want it of everybody who does not lead the tenant. */
  owner?: string | undefined;
  /** Only those in one of these states. */
  statuses?: readonly string[];
  /** Only so many, those first whose field is greatest. */
  greatest?: { field: string; limit: number };
}

/**
 * The listeners: the one place that reads Firestore. It only reads, and only what firestore.rules opens.
 * Paths are relative to the tenant, such as jobs/abc or jobs/abc/logs.
 */
export interface Live {
  /** Follows one document; undefined means that there is none. */
  document: (path: string, watcher: Watcher<Document | undefined>) => Stop;
  /** Follows the selected documents of a collection, in the order of their ids unless the selection has another. */
  collection: (path: string, selection: Selection, watcher: Watcher<Document[]>) => Stop;
  /** Fetches the code when the browser has time, so that the first listener need not wait. */
  warm: () => void;
}

/** Firestore's SDK is half of all the code, so it is fetched by the first listener and not before. */
export function createLive(app: FirebaseApp, config: Config, tenant: string): Live {
  const root = `tenants/${tenant}`;
  let loading: Promise<Firestore> | undefined;
  const loaded = () =>
    (loading ??= import("./firestore").then(
      (module) => module.open(app, config),
      (thrown: unknown) => {
        loading = undefined; // the next listener tries again
        throw thrown;
      },
    ));

  function start(open: (firestore: Firestore) => Stop, failed: (error: Error) => void): Stop {
    let stopped = false;
    let stop: Stop | undefined;
    loaded()
      .then(open)
      .then((opened) => {
        if (stopped) opened();
        else stop = opened;
      })
      .catch((thrown: unknown) => {
        if (!stopped) failed(thrown instanceof Error ? thrown : new Error("Live updates could not be loaded."));
      });
    return () => {
      stopped = true;
      stop?.();
    };
  }

  return {
    warm: () => {
      // Not every browser tells when it has time. A failure is the first listener's to report.
      const soon = "requestIdleCallback" in window ? requestIdleCallback : (act: () => void) => setTimeout(act, 500);
      soon(() => void loaded().catch(() => undefined));
    },
    document: (path, watcher) => start((firestore) => firestore.document(`${root}/${path}`, watcher), watcher.failed),
    collection: (path, selection, watcher) =>
      start((firestore) => firestore.collection(`${root}/${path}`, selection, watcher), watcher.failed),
  };
}
