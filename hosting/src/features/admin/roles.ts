import type { Member } from "../../api/model";

export type Role = Member["role"];

/** What each role is for, in a line. The server's table decides what it may do. */
export const roles: Record<Role, { name: string; may: string }> = {
  super_admin: { name: "Super admin", may: "Runs the platform: tenants, shared templates" },
  tenant_admin: { name: "Tenant admin", may: "People, keys, webhooks, everybody's demos" },
  engineer: { name: "Engineer", may: "Makes and presents own demos" },
  instructor: { name: "Instructor", may: "Own demos, and workshops for a class" },
  participant: { name: "Participant", may: "An own lab in a workshop" },
};

/** The roles one may give: nobody gives what they lack. */
export function givable(own: Role): Role[] {
  const all = Object.keys(roles) as Role[];
  return own === "super_admin" ? all : all.filter((role) => role !== "super_admin");
}
