import type { Auth } from "firebase/auth";
import { createContext, use } from "react";

import type { Api } from "../api/client";
import type { Live } from "../live/live";

const roles = ["super_admin", "tenant_admin", "engineer", "instructor", "participant"] as const;
export type Role = (typeof roles)[number];

/** Who is signed in, and the two ways to the data: the API, and the listeners on what it writes. */
export interface Session {
  uid: string;
  email: string;
  name: string;
  tenant: string;
  role: Role;
  api: Api;
  live: Live;
  /** The sign-in itself, for what is about the account. */
  auth: Auth;
  /** Begins anew with what the sign-in opens now: listeners that it did not open before listen. */
  renew: () => Promise<void>;
  signOut: () => Promise<void>;
}

/** Whether a role sees everybody's in its tenant. The server decides; this only chooses what is shown. */
export function leads(role: Role): boolean {
  return role === "super_admin" || role === "tenant_admin";
}

/** The membership in a token's claims, or nothing for a person who is a member of no tenant. */
export function membershipOf(claims: Record<string, unknown>): { tenant: string; role: Role } | undefined {
  const tenant = claims.tenant;
  const role = roles.find((known) => known === claims.role);
  return typeof tenant === "string" && tenant !== "" && role ? { tenant, role } : undefined;
}

export const SessionContext = createContext<Session | undefined>(undefined);

/** The session of the person signed in. Only for components below SessionGate. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error("useSession is for components below SessionGate");
  return session;
}
