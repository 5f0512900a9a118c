import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";

import { launch, open } from "./browser";
import { accessible, answered, answerTo, ask, inDemo, part, questions, quickStart, signIn, template } from "./steps";

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

it("shows a demo's data, exam, history and details, and pins it", async () => {
  const watched = await open(browser);
  const { page, faults, shot } = watched;
  await inDemo(watched, "engineer@demo.example", "Globex");

  await page.getByRole("button", { name: "Pin to the dashboard" }).click();
  await page.getByText("is pinned to your dashboard").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "Pin to the dashboard" }).click();
  await page.getByRole("button", { name: "Unpin" }).waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();

  await part(page, "Data");
  await page
    .getByRole("button", { name: /^orders/ })
    .first()
    .click();
  await page.getByRole("region", { name: "Rows of orders" }).getByRole("table").waitFor();
  await page
    .getByRole("img", { name: /^How .* is spread$/ })
    .first()
    .waitFor();
  await accessible(watched);
  await shot("13-data", { fullPage: true });

  await part(page, "Exam");
  const verdict = page.getByRole("region", { name: "Verdict" });
  const run = page.getByRole("button", { name: "Run the exam" });
  await verdict.or(run).first().waitFor();
  if (await run.isVisible()) await run.click();
  await verdict.getByRole("heading", { name: "Exam passed" }).waitFor({ timeout: 90_000 });
  await page.getByRole("list", { name: "Questions of the exam" }).waitFor();
  await accessible(watched);
  await shot("14-exam");
  const [certificate] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Certificate" }).click(),
  ]);
  expect(certificate.suggestedFilename()).toBe("Certificate Globex.json");

  await part(page, "History");
  await page.getByRole("list", { name: "History" }).getByText("Asked for the demo").waitFor();
  await accessible(watched);
  await shot("15-history");
  await part(page, "Details");
  await page.getByRole("region", { name: "Lifecycle" }).waitFor();
  await accessible(watched);
  await shot("16-details");

  await page.getByRole("link", { name: "Dashboard", exact: true }).click();
  await page.getByRole("region", { name: "Pinned" }).getByRole("link", { name: "Globex" }).first().waitFor();
  await page.getByRole("meter", { name: "Active demos" }).waitFor();
  await accessible(watched);
  await shot("17-dashboard", { fullPage: true });
  expect(faults()).toEqual([]);
  await watched.close();
});

it("keeps conversations in order: renames, rates, saves and deletes with undo", async () => {
  const watched = await open(browser);
  const { page, faults, shot } = watched;
  await inDemo(watched, "engineer@demo.example", "Initech");
  await ask(page, questions.ranking);
  const answer = await answered(page, questions.ranking);

  const [table] = await Promise.all([
    page.waitForEvent("download"),
    answer.getByRole("button", { name: "CSV" }).click(),
  ]);
  expect(table.suggestedFilename()).toBe("Which ten products bring the most money.csv");
  const [picture] = await Promise.all([
    page.waitForEvent("download"),
    answer.getByRole("button", { name: "PNG" }).click(),
  ]);
  expect(picture.suggestedFilename()).toBe("Which ten products bring the most money.png");

  await answer.getByRole("button", { name: "Bad answer" }).click();
  await answer.getByLabel("What was wrong?").fill("The names are cut.");
  await page.keyboard.press("Enter");
  await page.getByText("Thank you, it is noted").waitFor();
  await page.reload();
  const rated = (await answered(page, questions.ranking)).getByRole("button", { name: "Bad answer" });
  expect(await rated.getAttribute("aria-pressed")).toBe("true");

  const list = page.getByRole("navigation", { name: "Conversations" });
  const change = list.getByRole("button", { name: /^Change/ });
  await change.click();
  await list.getByRole("button", { name: "Rename" }).click();
  await page.getByLabel("Title").fill("Best sellers");
  await accessible(watched);
  await page.keyboard.press("Enter");
  await list.getByRole("link", { name: "Best sellers" }).waitFor();
  await shot("18-conversations");

  const remove = async () => {
    await list.getByRole("button", { name: "Change Best sellers" }).click();
    await list.getByRole("button", { name: "Delete" }).click();
    await list.getByRole("link", { name: "Best sellers" }).waitFor({ state: "detached" });
  };
  await remove();
  await page.getByRole("button", { name: "Undo" }).click();
  await list.getByRole("link", { name: "Best sellers" }).waitFor();
  await remove();
  const gone = page.waitForResponse((response) => response.request().method() === "DELETE");
  await page.getByRole("button", { name: "Dismiss" }).click();
  expect((await gone).status()).toBe(204);
  await page.reload();
  await page.getByRole("list", { name: "Questions to begin with" }).waitFor();
  expect(await page.getByText("Best sellers").count()).toBe(0);
  expect(faults()).toEqual([]);
  await watched.close();
});

it("does the same on a phone, with a name that is not Latin and looks like HTML", async () => {
  const watched = await open(browser, { viewport: { width: 390, height: 844 }, colorScheme: "dark", hasTouch: true });
  const { page, faults, shot } = watched;
  const customer = 'متجر <b onclick="alert(1)">النور</b>';
  await signIn(page, inject("url"), "colleague@demo.example");
  await accessible(watched);
  await shot("phone-1-dashboard");
  await (await quickStart(page)).tap();
  await page.getByLabel("Customer").fill(customer);
  await shot("phone-2-quick-start");
  await page.getByRole("button", { name: "Create demo" }).tap();
  await page.getByRole("link", { name: "Open the demo" }).waitFor();
  await accessible(watched);
  await shot("phone-3-ready");
  await page.getByRole("link", { name: "Open the demo" }).tap();
  await page.getByRole("heading", { name: customer }).waitFor();
  await page.getByRole("button", { name: "Pin to the dashboard" }).tap();
  await page.getByText("is pinned to your dashboard").waitFor();
  await page.getByRole("button", { name: questions.ranking }).tap();
  await answered(page, questions.ranking);
  await accessible(watched);
  await shot("phone-4-answer");
  for (const name of ["Data", "Exam", "History", "Details"]) {
    await part(page, name);
    await page.getByRole("status", { name: "Loading" }).waitFor({ state: "detached" });
    await accessible(watched);
    await shot(`phone-5-${name.toLowerCase()}`);
  }
  await page.getByRole("link", { name: "Present" }).tap();
  await page.getByRole("heading", { name: customer }).waitFor();
  await page.getByRole("button", { name: "Begin" }).tap();
  await page.locator('article[aria-busy="false"]').waitFor();
  await accessible(watched);
  await shot("phone-6-present");
  await page.getByRole("button", { name: "Leave (Esc)" }).tap();
  for (const [area, heading] of [
    ["Dashboard", /^Good /],
    ["Demos", "Demos"],
  ] as const) {
    await page.getByRole("link", { name: area, exact: true }).tap();
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
    await page.getByText(customer).first().waitFor();
    await accessible(watched);
    await shot(`phone-7-${area.toLowerCase()}`);
  }
  await page.goto(`${inject("url")}/templates`);
  await page.getByRole("link", { name: template }).tap();
  await page.getByRole("region", { name: "Diagram of the tables" }).waitFor();
  await accessible(watched);
  await shot("phone-8-template", { fullPage: true });
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
