import type { FirebaseApp } from "firebase/app";
import {
  collection,
  connectFirestoreEmulator,
  doc,
  type FirestoreError,
  initializeFirestore,
  limit,
  memoryLocalCache,
  onSnapshot,
  orderBy,
  query,
  type QueryConstraint,
  Timestamp,
  where,
} from "firebase/firestore";

import type { Config } from "../app/config";
import type { Document, Selection, Stop, Watcher } from "./live";

export interface Firestore {
  document: (path: string, watcher: Watcher<Document | undefined>) => Stop;
  collection: (path: string, selection: Selection, watcher: Watcher<Document[]>) => Stop;
}

let opened: Firestore | undefined; // one connection per page, whoever is signed in

/** Opens the connection. Nothing is kept on the disk of a machine that others may use. */
export function open(app: FirebaseApp, config: Config): Firestore {
  return (opened ??= connect(app, config));
}

function connect(app: FirebaseApp, config: Config): Firestore {
  const db = initializeFirestore(app, { localCache: memoryLocalCache() });
  if (config.emulators) {
    const { hostname, port } = new URL(`http://${config.emulators.firestore}`);
    connectFirestoreEmulator(db, hostname, Number(port));
  }
  return {
    document(path, { next, failed }) {
      return onSnapshot(
        doc(db, path),
        (snapshot) => {
          const data = snapshot.data();
          next(data && { id: snapshot.id, data: plain(data) });
        },
        (error) => failed(explain(error)),
      );
    },
    collection(path, selection, { next, failed }) {
      return onSnapshot(
        query(collection(db, path), ...constraints(selection)),
        (snapshot) => next(snapshot.docs.map((found) => ({ id: found.id, data: plain(found.data()) }))),
        (error) => failed(explain(error)),
      );
    },
  };
}

function constraints({ owner, statuses, greatest }: Selection): QueryConstraint[] {
  return [
    ...(owner === undefined ? [] : [where("created_by", "==", owner)]),
    ...(statuses ? [where("status", "in", statuses)] : []),
    ...(greatest ? [orderBy(greatest.field, "desc"), limit(greatest.limit)] : []),
  ];
}

/** Timestamps become Dates, at any depth; everything else is JSON already. */
function plain(data: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, plainValue(value)]));
}

function plainValue(value: unknown): unknown {
  if (value instanceof Timestamp) return value.toDate();
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value === "object" && value !== null) return plain(value as Record<string, unknown>);
  return value;
}

/** What is denied and what does not exist look the same, here as in the API. */
function explain(error: FirestoreError): Error {
  if (error.code === "permission-denied") return new Error("There is nothing here that you may see.", { cause: error });
  return new Error("Live updates stopped. Reload the page to follow on.", { cause: error });
}
