import AxeBuilder from "axe-core";
import { type Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";

import { launch, open, signIn, type Watched } from "./browser";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

it("takes a customer engineer from sign-in to a verified answer", async () => {
  const watched = await open(browser);
  const { page, faults, shot } = watched;

  await page.goto(inject("url"));
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await accessible(watched);
  await shot("1-sign-in");
  await signIn(page, inject("url"), "engineer@demo.example");

  await page.getByRole("heading", { name: "Start a demo" }).waitFor();
  await page
    .getByRole("button", { name: /^Quick Start/ })
    .first()
    .waitFor();
  await accessible(watched);
  await shot("2-templates");
  await page
    .getByRole("button", { name: /^Quick Start/ })
    .first()
    .click();
  const customer = page.getByRole("dialog").getByLabel("Customer");
  await customer.waitFor();
  expect(await customer.evaluate((field) => field === document.activeElement), "the first field has the focus").toBe(
    true,
  );
  await page.keyboard.type("Acme Corp");
  await page.getByText("Active demos").waitFor();
  await accessible(watched);
  await shot("3-quick-start");
  await page.keyboard.press("Enter");

  await page.waitForURL("**/jobs/*");
  await page.getByRole("progressbar").waitFor();
  await shot("4-progress");
  await page.getByRole("link", { name: "Open the demo" }).waitFor();
  await page.getByRole("log").getByText("every count is right").waitFor();
  await accessible(watched);
  await shot("5-ready");
  await page.getByRole("link", { name: "Open the demo" }).click();

  await page.waitForURL("**/demos/*");
  const chip = page.getByRole("list", { name: "Questions to begin with" }).getByRole("button").first();
  await chip.waitFor();
  await accessible(watched);
  await shot("6-demo");
  const question = await chip.innerText();
  await chip.click();

  await page.waitForURL("**/conversations/*");
  await answered(watched, question);
  await accessible(watched);
  await shot("7-answer");

  await page.reload(); // a deep link
  await answered(watched, question);

  await page.keyboard.press("/");
  await page.keyboard.type("How many orders were there each month?");
  await page.keyboard.press("Enter");
  await page.getByRole("article", { name: "Answer" }).nth(1).getByText(/\w/).first().waitFor();
  await page.locator('article[aria-busy="false"]').nth(1).waitFor();
  await shot("8-second-answer");

  await page.getByRole("link", { name: "Demos", exact: true }).click();
  await page.getByRole("listitem").filter({ hasText: "Acme Corp" }).first().waitFor();
  await accessible(watched);
  await shot("9-demos");

  expect(faults()).toEqual([]);
  await watched.close();
});

it("does the same on a phone, in the dark theme", async () => {
  const watched = await open(browser, { viewport: { width: 390, height: 844 }, colorScheme: "dark", hasTouch: true });
  const { page, faults, shot } = watched;
  await signIn(page, inject("url"), "colleague@demo.example");
  await page
    .getByRole("button", { name: /^Quick Start/ })
    .first()
    .waitFor();
  await accessible(watched);
  await shot("phone-1-templates");
  await page
    .getByRole("button", { name: /^Quick Start/ })
    .first()
    .tap();
  await page.getByLabel("Customer").fill("متجر <b>النور</b>"); // right to left, and not HTML
  await shot("phone-2-quick-start");
  await page.getByRole("button", { name: "Create demo" }).tap();
  await page.getByRole("link", { name: "Open the demo" }).waitFor();
  await shot("phone-3-ready");
  await page.getByRole("link", { name: "Open the demo" }).tap();
  await page.getByRole("heading", { name: "متجر <b>النور</b>" }).waitFor();
  const chip = page.getByRole("list", { name: "Questions to begin with" }).getByRole("button").first();
  const question = await chip.innerText();
  await chip.tap();
  await answered(watched, question);
  await accessible(watched);
  await shot("phone-4-answer");
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, "the page scrolls sideways").toBeLessThanOrEqual(0);
  expect(faults()).toEqual([]);
  await watched.close();
});

/** Waits for an answer in all its parts: words, verified, SQL, table and chart. */
async function answered({ page }: Watched, question: string): Promise<void> {
  const answer = page.getByRole("region", { name: question }).getByRole("article", { name: "Answer" });
  await answer.getByText("Verified answer").waitFor();
  await answer.getByRole("table").waitFor();
  await answer
    .getByRole("figure", { name: /^Chart/ })
    .locator("canvas")
    .waitFor();
  await answer.getByText("SQL", { exact: true }).click();
  await answer.locator("code", { hasText: "SELECT" }).waitFor();
  await answer.getByText("SQL", { exact: true }).click();
  await page.locator('article[aria-busy="false"]').first().waitFor();
}

/** Nothing on the screen keeps a person from using it, as far as axe can tell. */
async function accessible({ page }: Watched): Promise<void> {
  await page.evaluate(AxeBuilder.source);
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof AxeBuilder };
    const found = await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
    return found.violations.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id}: ${node.html} ${node.failureSummary ?? ""}`),
    );
  });
  expect(violations).toEqual([]);
}
