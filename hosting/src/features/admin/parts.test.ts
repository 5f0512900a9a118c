import { describe, expect, it } from "vitest";

import { partAt, parts } from "./parts";

describe("partAt", () => {
  it.each([
    ["/admin", "People"],
    ["/admin/", "People"],
    ["/admin/keys", "API keys"],
    ["/admin/webhooks/w1", "Webhooks"],
    ["/admin/nothing", undefined],
  ])("%s is %s", (address, name) => {
    expect(partAt(parts, "/admin", address)?.name).toBe(name);
  });
});
