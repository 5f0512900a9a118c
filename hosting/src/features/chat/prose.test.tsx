import { act, cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";

import { Prose } from "./prose";

afterEach(cleanup);

/** What a text turns into, as HTML. */
function html(text: string): string {
  const { container } = render(<Prose text={text} />);
  return container.querySelector(".prose-answer")?.innerHTML ?? "";
}

it.each([
  ["a paragraph & more", "<p>a paragraph &amp; more</p>"],
  ["**bold** and *soft* and `code`", "<p><strong>bold</strong> and <em>soft</em> and <code>code</code></p>"],
  ["one\\\ntwo", "<p>one<br>two</p>"],
  ["1 < 2 &amp; \\*", "<p>1 &lt; 2 &amp;amp; *</p>"],
  ["- a\n- b", "<ul><li>a</li><li>b</li></ul>"],
  ["3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'],
  ["# Title", '<p class="font-semibold">Title</p>'],
  ["> said", "<blockquote><p>said</p></blockquote>"],
  ["```sql\nSELECT 1\n```", '<pre tabindex="0"><code>SELECT 1</code></pre>'],
])("writes %j", (text, want) => {
  expect(html(text)).toBe(want);
});

it("writes tables", () => {
  html("| a | b |\n| - | - |\n| 1 | **2** |");
  expect(screen.getAllByRole("columnheader").map((cell) => cell.textContent)).toEqual(["a", "b"]);
  expect(screen.getAllByRole("cell").map((cell) => cell.textContent)).toEqual(["1", "2"]);
});

it.each([
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "before <b onclick=alert(1)>text</b> after",
  "![picture](https://evil.example/pixel.png)",
  "![picture](javascript:alert(1))",
  "[link](javascript:alert(1))",
  "[link](JaVaScRiPt:alert(1))",
  "[link](&#106;avascript:alert(1))",
  "[link](data:text/html,<script>alert(1)</script>)",
  "[link](vbscript:x)",
  "[relative](/api/v1/demos)",
  "<javascript:alert(1)>",
  "[ref]\n\n[ref]: javascript:alert(1)",
  "<iframe src=https://evil.example></iframe>",
  "<style>*{display:none}</style>",
])("lets nothing of %j run, load or lead anywhere", (text) => {
  const { container } = render(<Prose text={text} />);
  expect(container.querySelectorAll("script, img, iframe, style, a, object, [onclick], [onerror]")).toHaveLength(0);
});

it("leads to the web only, in a window of its own", () => {
  html("[there](https://example.com/a?b=1)");
  const link = screen.getByRole("link", { name: "there" });
  expect(link.getAttribute("href")).toBe("https://example.com/a?b=1");
  expect(link.getAttribute("rel")).toBe("noreferrer noopener");
});

it("shows the rest of a very long answer when it is wanted", () => {
  const { container } = render(<Prose text={`${"word ".repeat(20_000)}end`} />);
  expect(container.textContent.length).toBeLessThan(13_000);
  act(() => screen.getByRole("button", { name: "Show all of it" }).click());
  expect(container.textContent).toContain("end");
  expect(screen.queryByRole("button")).toBeNull();
});
