import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";

import { launch, open } from "./browser";
import { answered, part, questions, template } from "./steps";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Presses Tab until the focus is on something of this name. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      return (element?.getAttribute("aria-label") ?? (element as HTMLElement | null)?.innerText ?? "").trim();
    });
    if (focused === name) {
      const visible = await page.evaluate(() => {
        const { outlineStyle } = getComputedStyle(document.activeElement ?? document.body);
        const after = getComputedStyle(document.activeElement ?? document.body, "::after").outlineStyle;
        return outlineStyle !== "none" || after !== "none";
      });
      expect(visible, `the focus on ${name} is seen`).toBe(true);
      return;
    }
  }
  throw new Error(`Tab never comes to ${name}`);
}

it("needs no mouse from sign-in to an answer and its data", async () => {
  const { page, faults, close } = await open(browser);
  await page.goto(inject("url"));
  await page.getByLabel("E-mail").waitFor();
  await tabTo(page, "Continue with Google");
  await page.keyboard.press("Tab");
  await page.keyboard.type("engineer@demo.example");
  await page.keyboard.press("Tab");
  await page.keyboard.type("demo-password");
  await page.keyboard.press("Enter");
  await page.getByText("Questions this month").waitFor();

  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter"); // skip to the content
  await tabTo(page, "Start a demo");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: `Quick Start ${template}` }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("shopify");
  await page.getByRole("article").nth(1).waitFor({ state: "detached" });
  await tabTo(page, `Quick Start ${template}`);
  await page.keyboard.press("Enter");
  const customer = page.getByRole("dialog").getByLabel("Customer");
  await customer.waitFor();
  expect(await customer.evaluate((field) => field === document.activeElement), "the first field has the focus").toBe(
    true,
  );
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("Enter"); // the focus is back where it was
  await customer.waitFor();
  await page.keyboard.type("Tyrell");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Open the demo" }).waitFor();
  await tabTo(page, "Open the demo");
  await page.keyboard.press("Enter");

  await page.getByRole("list", { name: "Questions to begin with" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type(questions.ranking);
  await page.keyboard.press("Enter");
  await answered(page, questions.ranking);
  await page.keyboard.press("Escape"); // out of the field
  await part(page, "Data");
  await page.getByRole("region", { name: "Diagram of the tables" }).waitFor();
  await tabTo(page, "Diagram of the tables");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/data?table=*");

  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await page.getByText("Questions this month").waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await page.getByRole("heading", { name: "Start a demo" }).waitFor();
  await page.keyboard.press("?");
  await page.getByRole("checkbox", { name: "Single keys are shortcuts" }).uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await page.keyboard.press("?");
  expect(await page.getByRole("dialog").count(), "switched off").toBe(0);
  expect(new URL(page.url()).pathname).toBe("/templates");
  expect(faults()).toEqual([]);
  await close();
});
