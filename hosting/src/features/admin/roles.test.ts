import { expect, it } from "vitest";

import { givable } from "./roles";

it("lets nobody give what they lack", () => {
  expect(givable("tenant_admin")).not.toContain("super_admin");
  expect(givable("super_admin")).toContain("super_admin");
});
