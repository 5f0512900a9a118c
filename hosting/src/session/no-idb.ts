/**
 * Stands in for idb, by which Firebase remembers from visit to visit that it has told Google its own version today (vite.config.ts).
 * Without a memory it tells it once a visit, and nothing of it stays on a machine that others may use.
 */
export function openDB() {
  const objectStore = () => ({ get: () => Promise.resolve(undefined), put: () => Promise.resolve() });
  return Promise.resolve({ transaction: () => ({ objectStore, done: Promise.resolve() }) });
}
