import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";

import { launch, open } from "./browser";
import { accessible, answered, answerTo, ask, questions, quickStart, signIn, template } from "./steps";

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
  await shot("01-sign-in");
  await signIn(page, inject("url"), "engineer@demo.example");
  await page.getByText("Questions this month").waitFor();
  await accessible(watched);
  await shot("02-dashboard");

  await page.getByRole("link", { name: "Templates", exact: true }).click();
  await page.getByRole("button", { name: `Quick Start ${template}` }).waitFor();
  await accessible(watched);
  await shot("03-templates");
  await page.getByRole("link", { name: template }).click();
  await page
    .getByRole("region", { name: "Diagram of the tables" })
    .getByRole("button", { name: /^orders/ })
    .click();
  await page.getByRole("heading", { name: /^orders/ }).waitFor();
  expect(new URL(page.url()).search, "the table is in the address").toBe("?table=orders");
  await accessible(watched);
  await shot("04-template", { fullPage: true });

  await page.getByRole("button", { name: "Quick Start" }).click();
  await page.getByLabel("Customer").fill("Acme Corp");
  await page.getByText("Active demos").waitFor();
  await accessible(watched);
  await shot("05-quick-start");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/jobs/*");
  await page.getByRole("progressbar").waitFor();
  await shot("06-progress");
  await page.reload(); // it can be left and found again
  await page.getByRole("link", { name: "Open the demo" }).waitFor();
  await page.getByRole("log").getByText("every count is right").waitFor();
  await accessible(watched);
  await shot("07-ready");
  await page.getByRole("link", { name: "Open the demo" }).click();

  await page.getByRole("list", { name: "Questions to begin with" }).waitFor();
  await page.getByRole("button", { name: /^All \d+ golden questions/ }).click();
  await page.getByRole("list", { name: "Hard questions" }).waitFor();
  await accessible(watched);
  await shot("08-demo");
  await page.getByRole("button", { name: questions.trend }).click();
  await page.waitForURL("**/conversations/*");
  await answered(page, questions.trend);
  await accessible(watched);
  await shot("09-answer");
  await page.reload(); // a deep link
  await answered(page, questions.trend);

  await ask(page, questions.ranking);
  const ranking = await answered(page, questions.ranking);
  expect(await ranking.getByRole("row").count(), "a heading and ten products").toBe(11);
  await shot("10-second-answer");

  await ask(page, "What is the meaning of life?");
  const honest = await answerTo(page, "What is the meaning of life?");
  await honest.getByText("I cannot answer").waitFor(); // honest when it does not know
  expect(await honest.getByText("Verified answer").count(), "a refusal is no verified answer").toBe(0);
  await shot("11-honest-answer");

  await page.getByRole("link", { name: "New conversation" }).click();
  await page.getByRole("heading", { name: "What would you like to know?" }).waitFor();
  expect(await page.getByText("meaning of life").count(), "nothing of the conversation before").toBe(0);

  await page.getByRole("link", { name: "Demos", exact: true }).click();
  await page.getByLabel("Search by customer").fill("acme");
  await page.getByRole("listitem").filter({ hasText: "Acme Corp" }).first().waitFor();
  await accessible(watched);
  await shot("12-demos");
  expect(faults()).toEqual([]);
  await watched.close();
});

it("says what is wrong with a password, with a name and with an address", async () => {
  const watched = await open(browser);
  const { page, faults, shot } = watched;
  await page.goto(inject("url"));
  await page.getByLabel("E-mail").fill("engineer@demo.example");
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("E-mail and password do not match").waitFor();
  await accessible(watched);
  expect(
    faults().every((fault) => fault.includes("400")),
    "the sign-in service's refusal and nothing else",
  ).toBe(true);

  await signIn(page, inject("url"), "engineer@demo.example");
  await (await quickStart(page)).click();
  await page.getByLabel("Customer").fill("Acme\u200BCorp"); // with a character nobody can see
  await page.getByRole("button", { name: "Create demo" }).click();
  await page.getByText("contains a control character").waitFor();
  await accessible(watched);
  expect(
    faults().every((fault) => fault.includes("422")),
    "the API's refusal and nothing else",
  ).toBe(true);

  await page.goto(`${inject("url")}/nowhere`);
  await page.getByRole("heading", { name: "There is nothing at this address" }).waitFor();
  await accessible(watched);
  await shot("19-not-found");
  expect(faults()).toEqual([]);
  await page.goto(`${inject("url")}/templates/nothing`);
  await page.getByRole("heading", { name: "There is no such template" }).waitFor();
  expect(faults().every((fault) => fault.includes("404"))).toBe(true);
  await watched.close();
});
