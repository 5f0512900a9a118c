/** Where providers send people back to; it is registered with each of them. */
export const returnPath = "/sign-in/done";

/**
 * Takes what a provider has answered out of the address and out of the history, where nobody shall find it later. Nothing, when the page
 * was not opened by an answer.
 */
export function takeAnswer(): string | undefined {
  const { pathname, hash } = location;
  if (pathname !== returnPath) return undefined;
  history.replaceState(null, "", "/");
  return hash === "" ? undefined : hash.slice(1);
}
