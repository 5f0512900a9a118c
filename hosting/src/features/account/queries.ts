import { queryOptions } from "@tanstack/react-query";
import type { Auth } from "firebase/auth";

import { factorOf, personOf } from "../../session/factor";

/** The account's second factor, asked of the sign-in service; null without one. */
export function factorQuery(auth: Auth) {
  return queryOptions({ queryKey: ["account", "factor"], queryFn: () => factorOf(personOf(auth)) });
}
