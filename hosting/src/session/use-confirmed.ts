import type { User } from "firebase/auth";
import { useEffect, useState } from "react";

/** How often it is asked whether the link in the mail was opened, in milliseconds. */
const every = 3_000;

/** Whether the person's e-mail address is confirmed; looks again while the page is looked at, and when somebody comes back to it. */
export function useConfirmed(user: User): boolean {
  const [confirmed, setConfirmed] = useState(user.emailVerified);
  useEffect(() => {
    if (confirmed) return;
    let over = false;
    const look = async () => {
      if (document.visibilityState === "hidden") return;
      await user.reload();
      if (!user.emailVerified) return;
      await user.getIdToken(true); // the token says it too, from now on
      if (!over) setConfirmed(true);
    };
    const quietly = () => void look().catch(() => undefined); // without a connection there is nothing to see; the next look may
    const timer = setInterval(quietly, every);
    document.addEventListener("visibilitychange", quietly);
    return () => {
      over = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", quietly);
    };
  }, [user, confirmed]);
  return confirmed;
}
