import { useSyncExternalStore } from "react";

let fetching = 0; // screens whose code is on its way
const changed = new EventTarget();

function count(by: number): void {
  fetching += by;
  changed.dispatchEvent(new Event("change"));
}

/** Waits for the code of a screen, and has useFetching tell so meanwhile. */
export async function whileFetching<T>(code: Promise<T>): Promise<T> {
  count(1);
  try {
    return await code;
  } finally {
    count(-1);
  }
}

/** Whether the next screen is on its way. */
export function useFetching(): boolean {
  return useSyncExternalStore(subscribe, () => fetching > 0);
}

function subscribe(listener: () => void): () => void {
  changed.addEventListener("change", listener);
  return () => changed.removeEventListener("change", listener);
}
