import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

import { leads, useSession } from "../../session/session";
import { personOf } from "../../session/factor";
import { useConfirmed } from "../../session/use-confirmed";
import { Button } from "../../ui/button";
import { ButtonLink } from "../../ui/button-link";
import { PageHead } from "../../ui/page-head";
import { Failure, Loading, Notice, Skeleton } from "../../ui/states";
import { useTitle } from "../../ui/use-title";
import { meQuery } from "../admin/queries";
import { Enrol } from "./enrol";
import { Enrolled } from "./enrolled";
import { factorQuery } from "./queries";
import { Unconfirmed } from "./unconfirmed";

/** The second factor of the person's account: whether there is one, how to get one, and how to be rid of it. */
export function SecondFactor() {
  useTitle("Second factor");
  const { auth, api } = useSession();
  const queries = useQueryClient();
  const factor = useQuery(factorQuery(auth));
  const me = useQuery(meQuery(api));
  const confirmed = useConfirmed(personOf(auth));

  // Whoever was led here because a factor was missing comes from screens that failed; they are asked for anew, with it or without.
  useEffect(() => queries.removeQueries({ predicate: ({ state }) => state.status === "error" }), [queries]);

  const failed = [factor, me].find(({ isError }) => isError);
  return (
    <div className="mx-auto max-w-2xl">
      <PageHead title="Second factor">
        Signing in takes your password and a code from an app on your phone, so that a stolen password opens nothing.
      </PageHead>
      <div className="mt-8 space-y-6">
        {failed && <Failure error={failed.error} retry={() => void failed.refetch()} />}
        {!failed && (factor.isPending || me.isPending) && (
          <Loading what="your second factor">
            <Skeleton className="h-40 rounded-card" />
          </Loading>
        )}
        {!failed && factor.isSuccess && me.isSuccess && (
          <>
            <Standing enrolled={factor.data !== null} {...me.data.mfa} />
            {factor.data && <Enrolled factor={factor.data} {...me.data.mfa} />}
            {!factor.data && (confirmed ? <Enrol /> : <Unconfirmed />)}
          </>
        )}
      </div>
    </div>
  );
}

/** What the sign-in of now lacks, or opens. */
function Standing({ enrolled, required, satisfied }: { enrolled: boolean; required: boolean; satisfied: boolean }) {
  const { role, signOut } = useSession();
  if (required && !enrolled) {
    return (
      <Notice tone="bad">
        Your team requires a second factor of its admins. Until you have set yours up, nothing else opens to you.
      </Notice>
    );
  }
  if (enrolled && !satisfied) {
    return (
      <Notice tone={required ? "bad" : "neutral"}>
        <p>You have a second factor, and signed in here without it. Sign in again, with both.</p>
        <Button className="mt-3" onClick={() => void signOut()}>
          Sign out
        </Button>
      </Notice>
    );
  }
  if (!satisfied) return null;
  return (
    <Notice tone="neutral">
      <p>You are signed in with both factors.</p>
      {leads(role) && (
        <ButtonLink to="/admin" className="mt-3">
          Go to the administration
        </ButtonLink>
      )}
    </Notice>
  );
}
