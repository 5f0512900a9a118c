import { describe, expect, it } from "vitest";

import { grantable, wordsOf } from "./permissions";

describe("grantable", () => {
  it("gives only what one has, the known first", () => {
    expect(
      grantable({ "new.thing": "tenant", "demos.read": "own", "templates.read": "tenant", "users.manage": "" }),
    ).toEqual(["templates.read", "demos.read", "new.thing"]);
  });
});

it("shows an unknown permission by its name", () => {
  expect(wordsOf("new.thing")).toBe("new.thing");
  expect(wordsOf("demos.chat")).toBe("Ask questions");
});
