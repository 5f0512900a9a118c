import { expect, it } from "vitest";

import type { DemosWanted } from "./queries";
import { readWanted } from "./wanted";

it.each<[string, DemosWanted]>([
  ["", {}],
  ["status=active&q=Ac&pinned=true&sort=-last_used", { status: "active", q: "Ac", pinned: true, sort: "-last_used" }],
  ["status=constructor&sort=toString&pinned=yes&q=%20", {}],
])("reads %j", (address, want) => {
  expect(readWanted(new URLSearchParams(address))).toEqual({
    status: undefined,
    sort: undefined,
    q: undefined,
    pinned: undefined,
    ...want,
  });
});
