import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";

import { launch, open } from "./browser";
import { mailedLink } from "./server";
import { accessible, invite, template } from "./steps";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** An address that nobody else has used. */
const fresh = (name: string) => `${name}-${Date.now().toString(36)}@newcomers.example`;

async function makeAccount(page: Page, name: string, email: string): Promise<void> {
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill("a-long-password");
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByRole("heading", { name: "Confirm your e-mail" }).waitFor();
}

it("takes a newcomer from the invite's link to the library", async () => {
  const email = fresh("nora");
  const link = await invite(browser, email.toUpperCase());
  const watched = await open(browser);
  const { page, faults, shot, close } = watched;

  await page.goto(link);
  await page.getByRole("heading", { name: "Join demo" }).waitFor();
  await accessible(watched);
  await shot("join-2-account");
  await makeAccount(page, "Nora Newcomer", email);
  await accessible(watched);
  await shot("join-3-confirm");
  await page.request.get(await mailedLink(email));
  const join = page.getByRole("button", { name: "Join demo" });
  await join.waitFor(); // the page goes on by itself
  await accessible(watched);
  await shot("join-4-accept");
  await join.click();

  await page.getByRole("heading", { level: 1, name: /^Good / }).waitFor();
  expect(new URL(page.url()).pathname, "nothing of the invite stays in the address").toBe("/");
  await page.getByRole("link", { name: "Templates" }).click();
  await page.getByRole("button", { name: `Quick Start ${template}` }).waitFor();
  await page.getByRole("button", { name: /your account/ }).click();
  await page.getByText("Engineer in demo").waitFor();
  await page.keyboard.press("Escape");
  await page.reload();
  await page.getByRole("button", { name: `Quick Start ${template}` }).waitFor();

  await page.goto(link);
  await page.getByRole("heading", { name: "You are a member of demo" }).waitFor();
  await accessible(watched);
  await shot("join-5-member");
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Make the account" }).waitFor();
  expect(faults()).toEqual([]);
  await close();
});

it("tells kindly that an invite is used, or another's, and takes another one", async () => {
  const [email, others, own] = [fresh("otto"), await invite(browser, "somebody@else.example"), await invite(browser)];
  const watched = await open(browser, { viewport: { width: 390, height: 844 } });
  const { page, faults, shot, close } = watched;
  await page.goto(inject("url"));
  await page.getByRole("link", { name: "Join your team" }).click();
  await makeAccount(page, "Otto", email);
  await page.request.get(await mailedLink(email));
  const link = page.getByLabel("Invite link or code");
  await link.fill(others);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("alert").getByText("This invite opens nothing").waitFor();
  await accessible(watched);
  await shot("join-6-refused");
  expect(
    faults().every((fault) => fault.includes("404")),
    "the refusal and nothing else",
  ).toBe(true);

  await link.fill(own);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("heading", { level: 1, name: /^Good / }).waitFor();
  await page.goto(`${inject("url")}/demos`);
  await page.getByText("No demos yet").waitFor();
  await close();

  const late = await open(browser);
  const latecomer = fresh("lara");
  await late.page.goto(own);
  await makeAccount(late.page, "Lara", latecomer);
  await late.page.request.get(await mailedLink(latecomer));
  await late.page.getByRole("button", { name: "Join demo" }).click();
  await late.page.getByRole("alert").getByText("It may have been used").waitFor();
  await late.page.getByRole("link", { name: "Use another invite" }).click();
  await late.page.getByLabel("Invite link or code").waitFor();
  await late.page.getByRole("button", { name: "Use another account" }).click();
  await late.page.getByRole("button", { name: "Make the account" }).waitFor();
  await late.close();
});

it("has an account that is taken sign in, and says what is wrong beside the field", async () => {
  const watched = await open(browser);
  const { page, close } = watched;
  await page.goto(await invite(browser));
  await page.getByLabel("Your name").fill("Casey");
  await page.getByLabel("E-mail").fill("engineer@demo.example");
  await page.getByLabel("Password").fill("another-password");
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByText("There is an account with this e-mail address already").waitFor();
  await accessible(watched);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByLabel("E-mail").fill("engineer@demo.example");
  await page.getByLabel("Password").fill("demo-password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { name: "You are a member of demo" }).waitFor();
  await close();
});
