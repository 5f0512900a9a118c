import { expect, it } from "vitest";

import { tabbed } from "./tabbed";

it("gives what people read, cell by cell", () => {
  expect(
    tabbed({
      columns: [
        { name: "a", type: "STRING" },
        { name: "b", type: "NUMERIC" },
      ],
      rows: [
        ["x\ty", "1234.5"],
        [null, "2"],
      ],
      formatted: [["x\ty", "$1,234.50"]],
    }),
  ).toBe("a\tb\nx y\t$1,234.50\n\t2");
});
