const key = "member";

/** Whether somebody was signed in when this browser was here last: only a guess at what to fetch first. */
export function expectsMember(): boolean {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false; // storage is switched off, and so is staying signed in
  }
}

/** Notes whether a member is signed in. */
export function rememberMember(here: boolean): void {
  try {
    if (here) localStorage.setItem(key, "here");
    else localStorage.removeItem(key);
  } catch {
    // Storage is switched off: the next visit begins as a stranger's.
  }
}
