import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";

import { launch, open } from "./browser";
import { accessible, answered, quickStart, signIn } from "./steps";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

it("takes a customer engineer from sign-in to verified answers", async () => {
  const watched = await open(browser);
  const { page, faults, shot } = watched;

  await page.goto(inject("url"));
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await accessible(watched);
  await shot("1-sign-in");
  await signIn(page, inject("url"), "engineer@demo.example");

  await quickStart(page).waitFor();
  await accessible(watched);
  await shot("2-templates");
  await quickStart(page).click();
  const customer = page.getByRole("dialog").getByLabel("Customer");
  expect(await customer.evaluate((field) => field === document.activeElement), "the first field has the focus").toBe(
    true,
  );
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await quickStart(page).press("Enter");
  await page.keyboard.type("Acme Corp");
  await page.getByText("Active demos").waitFor();
  await accessible(watched);
  await shot("3-quick-start");
  await page.keyboard.press("Enter");

  await page.waitForURL("**/jobs/*");
  await page.getByRole("progressbar").waitFor();
  await shot("4-progress");
  await page.reload(); // it can be left and found again
  await page.getByRole("link", { name: "Open the demo" }).waitFor();
  await page.getByRole("log").getByText("every count is right").waitFor();
  await accessible(watched);
  await shot("5-ready");
  await page.getByRole("link", { name: "Open the demo" }).click();

  const first = "How have sales developed over the last twelve months?";
  await page.getByRole("list", { name: "Questions to begin with" }).getByRole("button", { name: first }).waitFor();
  await accessible(watched);
  await shot("6-demo");
  await page.getByRole("button", { name: first }).click();
  await page.waitForURL("**/conversations/*");
  await answered(page, first);
  await accessible(watched);
  await shot("7-answer");
  await page.reload(); // a deep link
  await answered(page, first);

  const second = "Which ten products bring the most money?";
  await page.keyboard.press("/");
  await page.keyboard.type(second);
  await page.keyboard.press("Enter");
  const ranking = await answered(page, second);
  expect(await ranking.getByRole("row").count(), "a heading and ten products").toBe(11);
  await page.getByRole("button", { name: "Use the dark theme" }).click();
  await accessible(watched);
  await shot("8-second-answer");

  await page.getByLabel("Your question").fill("What is the meaning of life?");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  const honest = page.locator('article[aria-busy="false"]').nth(2);
  await honest.getByText("I cannot answer").waitFor(); // honest when it does not know
  expect(await honest.getByText("Verified answer").count(), "a refusal is no verified answer").toBe(0);
  await shot("9-honest-answer");

  await page.getByRole("link", { name: "New conversation" }).click();
  await page.getByRole("heading", { name: "What would you like to know?" }).waitFor();
  expect(await page.getByText("meaning of life").count(), "nothing of the conversation before").toBe(0);

  await page.getByRole("link", { name: "Demos", exact: true }).click();
  await page.getByRole("listitem").filter({ hasText: "Acme Corp" }).first().waitFor();
  await accessible(watched);
  await shot("10-demos");

  expect(faults()).toEqual([]);
  await watched.close();
});

it("does the same on a phone, with a name that is not Latin and looks like HTML", async () => {
  const watched = await open(browser, { viewport: { width: 390, height: 844 }, colorScheme: "dark", hasTouch: true });
  const { page, faults, shot } = watched;
  const customer = "متجر <b>النور</b>";
  await signIn(page, inject("url"), "colleague@demo.example");
  await quickStart(page).waitFor();
  await accessible(watched);
  await shot("phone-1-templates");
  await quickStart(page).tap();
  await page.getByLabel("Customer").fill(customer);
  await shot("phone-2-quick-start");
  await page.getByRole("button", { name: "Create demo" }).tap();
  await page.getByRole("link", { name: "Open the demo" }).waitFor();
  await accessible(watched);
  await shot("phone-3-ready");
  await page.getByRole("link", { name: "Open the demo" }).tap();
  await page.getByRole("heading", { name: customer }).waitFor();
  const question = "Which ten products bring the most money?";
  await page.getByRole("button", { name: question }).tap();
  await answered(page, question);
  await accessible(watched);
  await shot("phone-4-answer");
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, "the page scrolls sideways").toBe(0);
  expect(faults()).toEqual([]);
  await watched.close();
});

it("says what is wrong with a password and with a name", async () => {
  const { page, faults, close } = await open(browser);
  await page.goto(inject("url"));
  await page.getByLabel("E-mail").fill("engineer@demo.example");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("E-mail and password do not match").waitFor();
  expect(
    faults().every((fault) => fault.includes("400")),
    "the sign-in service's refusal and nothing else",
  ).toBe(true);

  await signIn(page, inject("url"), "engineer@demo.example");
  await quickStart(page).click();
  await page.getByLabel("Customer").fill("Acme\u200BCorp"); // with a character nobody can see
  await page.getByRole("button", { name: "Create demo" }).click();
  await page.getByText("contains a control character").waitFor();
  expect(
    faults().every((fault) => fault.includes("422")),
    "the API's refusal and nothing else",
  ).toBe(true);
  await close();
});
