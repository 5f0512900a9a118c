import { expect, it } from "vitest";

import { read } from "./wire";

const told = { asked: ["Why?"], at: 0, blank: false, startedAt: 5 };

it.each<[unknown, unknown]>([
  [{ is: "hello" }, { is: "hello" }],
  [
    { is: "wanted", action: "next" },
    { is: "wanted", action: "next" },
  ],
  [
    { is: "told", told },
    { is: "told", told },
  ],
  [{ is: "wanted", action: "explode" }, undefined],
  [{ is: "told" }, undefined],
  [{ is: "else" }, undefined],
  ["next", undefined],
  [null, undefined],
])("reads %j", (data, want) => {
  expect(read(data)).toEqual(want);
});
