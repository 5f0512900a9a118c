import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";

import { Authenticator } from "./authenticator";
import { launch, open } from "./browser";
import { mailedLink } from "./server";
import { accessible, invite } from "./steps";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** An address that nobody else has used. */
const fresh = (name: string) => `${name}-${Date.now().toString(36)}@newcomers.example`;

/** The page of the provider that stands for Google, where one chooses who one is. */
async function toGoogle(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Continue with Google" }).click();
  await page.getByRole("heading", { name: "Choose an account" }).waitFor();
}

async function as(page: Page, email: string): Promise<void> {
  await page.getByLabel("Another e-mail address").fill(email);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
}

it("signs an engineer in with Google, to where they wanted to go, and again on the next visit", async () => {
  const watched = await open(browser);
  const { page, faults, shot, close } = watched;
  await page.goto(`${inject("url")}/templates?q=shop`);
  await page.getByRole("button", { name: "Continue with Google" }).waitFor();
  await accessible(watched);
  await shot("google-1-sign-in");
  await toGoogle(page);
  await accessible(watched);
  await shot("google-2-choose");
  const asked = new URL(page.url()).searchParams;
  expect(asked.get("response_type")).toBe("id_token");
  await page.getByRole("button", { name: "Casey Engineer engineer@demo.example · engineer in demo" }).click();

  await page.getByRole("searchbox").waitFor();
  expect(page.url(), "nothing of the answer stays in the address").toBe(`${inject("url")}/templates?q=shop`);
  expect(await page.evaluate(() => Object.keys(sessionStorage)), "nor in the tab").not.toContain("departure");
  await page.getByRole("button", { name: /your account/ }).click();
  await page.getByText("Engineer in demo").waitFor();
  await shot("google-3-in");
  await page.getByRole("button", { name: "Sign out" }).click();
  await toGoogle(page);
  await page.getByRole("button", { name: "engineer@demo.example" }).click();
  await page.getByRole("searchbox").waitFor();

  await page.goBack(); // to the provider's page, or before it: no answer is found there
  await page.goForward();
  await page.getByRole("searchbox").waitFor();
  expect(faults()).toEqual([]);
  await close();
});

it("takes an invited person to the library with Google, without a password and without a mail", async () => {
  const email = fresh("gwen");
  const link = await invite(browser, email);
  const watched = await open(browser, { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  const { page, faults, shot, close } = watched;
  await page.goto(link);
  await page.getByRole("button", { name: "Continue with Google" }).waitFor();
  await accessible(watched);
  await shot("google-4-invited", { fullPage: true });
  await toGoogle(page);
  await accessible(watched);
  await shot("google-5-choose-dark", { fullPage: true });
  await as(page, email);
  await page.getByRole("button", { name: "Join demo" }).click();
  await page.getByRole("heading", { level: 1, name: /^Good / }).waitFor();
  expect(new URL(page.url()).pathname, "nothing of the invite stays in the address").toBe("/");
  expect(faults()).toEqual([]);
  await close();
});

it("asks who comes back from Google for the second factor that they have", async () => {
  const email = fresh("tia");
  const watched = await open(browser);
  const { page, faults, shot, close } = watched;
  await page.goto(await invite(browser, email));
  await toGoogle(page);
  await as(page, email);
  await page.getByRole("button", { name: "Join demo" }).click();
  await page.getByRole("heading", { level: 1, name: /^Good / }).waitFor();
  await page.goto(`${inject("url")}/account/second-factor`);
  await page.getByRole("button", { name: "Set up an authenticator app" }).click();
  await page.getByRole("img", { name: /^QR code/ }).waitFor();
  const app = new Authenticator(await page.locator("code").innerText());
  await page.getByLabel("What you call it").fill("My phone");
  await page.getByLabel("Code", { exact: true }).fill(await app.code());
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByRole("region", { name: "Your second factor" }).getByText("My phone").waitFor();
  await page.getByRole("button", { name: /your account/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Continue with Google" }).waitFor();
  expect(faults()).toEqual([]);

  await page.goto(`${inject("url")}/templates?q=shop`);
  await toGoogle(page);
  await page.getByRole("button", { name: email }).click();
  await page.getByRole("form", { name: "Second step" }).waitFor();
  await accessible(watched);
  await shot("google-6-second-step");
  await page.getByLabel("Code", { exact: true }).fill(await app.code());
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("searchbox").waitFor();
  expect(page.url()).toBe(`${inject("url")}/templates?q=shop`);
  expect(faults()).toEqual([]);
  await close();
});

it("leads somebody whom nobody has invited to where an invite is typed, and has an unconfirmed address confirmed", async () => {
  const email = fresh("una");
  const { page, faults, shot, close } = await open(browser);
  await page.goto(inject("url"));
  await toGoogle(page);
  await page.getByLabel("Nobody has confirmed it").check();
  await as(page, email);
  await page.getByRole("heading", { name: "Confirm your e-mail" }).waitFor();
  await shot("google-7-unconfirmed");
  await page.request.get(await mailedLink(email));
  await page.getByLabel("Invite link or code").waitFor(); // the page goes on by itself
  expect(faults()).toEqual([]);
  await close();
});

it("refuses an answer that it has not asked for, and one that comes twice, and says what to do", async () => {
  const watched = await open(browser);
  const { page, faults, shot, close } = watched;
  await page.goto(`${inject("url")}/demos`);
  await toGoogle(page);
  const asked = page.url();
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByRole("alert").getByText("You did not go on with Google").waitFor();
  expect(new URL(page.url()).pathname, "where the person wanted to go").toBe("/demos");
  await accessible(watched);
  await shot("google-8-cancelled");

  await page.goto(asked); // as if an attacker had begun it: this tab waits for no answer any more
  await page.getByRole("button", { name: "engineer@demo.example" }).click();
  await page.getByRole("alert").getByText("not begun in this window").waitFor();
  expect(page.url()).not.toContain("id_token");

  await toGoogle(page);
  const forged = new URL(page.url());
  forged.searchParams.set("state", "forged");
  await page.goto(forged.href);
  await page.getByRole("button", { name: "engineer@demo.example" }).click();
  await page.getByRole("alert").getByText("not begun in this window").waitFor();
  await shot("google-9-forged");

  await toGoogle(page);
  const replayed = new URL(page.url());
  replayed.searchParams.set("nonce", "0".repeat(64));
  await page.goto(replayed.href);
  await page.getByRole("button", { name: "engineer@demo.example" }).click();
  await page.getByRole("alert").getByText("not for this page").waitFor();
  await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  expect(faults()).toEqual([]);
  await close();
});
