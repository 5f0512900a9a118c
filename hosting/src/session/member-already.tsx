import { UserCheck } from "lucide-react";

import { ButtonLink } from "../ui/button-link";
import { Button } from "../ui/button";
import { Empty } from "../ui/states";
import { useTitle } from "../ui/use-title";
import { useSession } from "./session";

/** An invite that was opened by somebody who is a member already: a sign-in speaks for one tenant. */
export function MemberAlready() {
  useTitle("Join");
  const { tenant, email, signOut } = useSession();
  return (
    <Empty
      icon={<UserCheck aria-hidden className="size-5" />}
      title={`You are a member of ${tenant}`}
      alone
      action={
        <div className="flex flex-wrap justify-center gap-2">
          <ButtonLink to="/">Go to the dashboard</ButtonLink>
          <Button onClick={() => void signOut()}>Sign out</Button>
        </div>
      }
    >
      An account belongs to one team, and <bdi>{email}</bdi> is in this one. To accept the invite with another account,
      sign out first.
    </Empty>
  );
}
