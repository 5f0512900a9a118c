import { expect, it } from "vitest";

import { Problem } from "../api/problem";
import { codeIn, inviteAt, linkOf, refusal, tenantOf } from "./invite";

const code = `inv-acme-${"A2".repeat(26)}`;

it("finds the code of an invite in the address, and gives the address for one", () => {
  expect(inviteAt(new URL(linkOf(code, "https://demos.example")).pathname)).toBe(code);
});

it.each([
  ["/join", ""],
  ["/join/", ""],
  ["/", undefined],
  ["/joinery", undefined],
  ["/demos/join", undefined],
])("reads the address %s", (pathname, want) => {
  expect(inviteAt(pathname)).toBe(want);
});

it.each([
  ["the code", code],
  ["the link", `https://demos.example/join/${code}`],
  ["the link with what mail programs add", ` https://demos.example/join/${code}?utm=x#top `],
  ["a line that was broken", `${code.slice(0, 30)}\n ${code.slice(30)}`],
])("takes %s for the code", (_, text) => {
  expect(codeIn(text)).toBe(code);
});

it("names the tenant of a code, and none of what is no code", () => {
  expect(tenantOf(code)).toBe("acme");
  expect(tenantOf("inv-acme-short")).toBeUndefined();
  expect(tenantOf("<b>acme</b>")).toBeUndefined();
});

it("tells what an invite that opens nothing may be, and otherwise what the server tells", () => {
  expect(refusal(new Problem(404, "There is no such invite."), "nora@x.example")).toMatch(/expired.*nora@x\.example/);
  expect(refusal(new Problem(409, "You are a member of another tenant."), "nora@x.example")).toMatch(/another tenant/);
});
