import { FirebaseError } from "firebase/app";
import { expect, it } from "vitest";

import { explain } from "./explain";
import { leads, membershipOf } from "./session";

it.each<[string, Record<string, unknown>, unknown]>([
  ["a member", { tenant: "acme", role: "engineer" }, { tenant: "acme", role: "engineer" }],
  ["nobody's member", {}, undefined],
  ["a role that does not exist", { tenant: "acme", role: "owner" }, undefined],
  ["a role without a tenant", { role: "engineer" }, undefined],
  ["an empty tenant", { tenant: "", role: "engineer" }, undefined],
])("reads the claims of %s", (_, claims, want) => {
  expect(membershipOf(claims)).toEqual(want);
});

it("knows who leads", () => {
  expect((["super_admin", "tenant_admin", "engineer", "instructor", "participant"] as const).filter(leads)).toEqual([
    "super_admin",
    "tenant_admin",
  ]);
});

it("does not tell whether the e-mail or the password was wrong", () => {
  const said = ["auth/user-not-found", "auth/wrong-password", "auth/invalid-credential"].map((code) =>
    explain(new FirebaseError(code, "")),
  );
  expect(new Set(said).size).toBe(1);
});
