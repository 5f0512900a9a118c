import { expect, it } from "vitest";

import { highlight } from "./highlight";

it("finds keywords, texts, numbers and comments", () => {
  expect(highlight("SELECT name FROM `p.d.t` WHERE n > 1.5 AND c = 'it\\'s' -- why")).toEqual([
    { kind: "keyword", text: "SELECT" },
    { kind: "plain", text: " name " },
    { kind: "keyword", text: "FROM" },
    { kind: "plain", text: " `p.d.t` " },
    { kind: "keyword", text: "WHERE" },
    { kind: "plain", text: " n > " },
    { kind: "number", text: "1.5" },
    { kind: "plain", text: " " },
    { kind: "keyword", text: "AND" },
    { kind: "plain", text: " c = " },
    { kind: "text", text: "'it\\'s'" },
    { kind: "plain", text: " " },
    { kind: "comment", text: "-- why" },
  ]);
});

it.each(["", "'not closed", "SELECT 1 /* open", "`", "ünïcode £ 漢字"])("loses nothing of %j", (sql) => {
  expect(
    highlight(sql)
      .map((token) => token.text)
      .join(""),
  ).toBe(sql);
});
