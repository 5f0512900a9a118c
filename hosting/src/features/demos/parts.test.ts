import { expect, it } from "vitest";

import { partAt, partsOf } from "./parts";

it.each([
  ["/demos/abc", "Chat"],
  ["/demos/abc/", "Chat"],
  ["/demos/abc/conversations/abc-1", "Chat"],
  ["/demos/abc/data", "Data"],
  ["/demos/abc/exam", "Exam"],
  ["/demos/abc/nothing", undefined],
])("knows the part at %s", (pathname, name) => {
  expect(partAt(pathname)?.name).toBe(name);
});

it("offers only what a demo has", () => {
  expect(partsOf("active").map(({ name }) => name)).toEqual(["Chat", "Data", "Exam", "History", "Details"]);
  expect(partsOf("archived").map(({ name }) => name)).toEqual(["History", "Details"]);
});
