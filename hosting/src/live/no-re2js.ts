/**
 * Stands in for re2js, the regular expressions that Firestore's SDK evaluates in pipelines (vite.config.ts). Nothing here uses
 * pipelines; should somebody, this says what is missing instead of answering wrong.
 */
export const RE2JS = {
  compile(): never {
    throw new Error("Regular expressions of Firestore pipelines are left out of this app (src/live/no-re2js.ts).");
  },
};
