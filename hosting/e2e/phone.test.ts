import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";

import { launch, open } from "./browser";
import { accessible, answered, part, questions, quickStart, signIn, template } from "./steps";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

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
