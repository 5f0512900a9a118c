import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";

import { Authenticator } from "./authenticator";
import { launch, open, type Watched } from "./browser";
import { accessible, join, newPassword, newTenant, signIn, template } from "./steps";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** A team of its own with two who lead it: what one requires concerns nobody else's journey. */
async function team(): Promise<{ ada: Watched; ben: Watched; id: string }> {
  const root = await open(browser);
  await signIn(root.page, inject("url"), "root@demo.example");
  const id = `f${Date.now().toString(36)}`;
  const ada = await join(browser, await newTenant(root.page, "Factory", id), "Ada Admin", `ada@${id}.example`);
  await root.close();
  await ada.page.goto(`${inject("url")}/admin`);
  await ada.page.getByRole("button", { name: "Invite" }).click();
  await ada.page.getByRole("dialog").getByText("Tenant admin", { exact: true }).click();
  await ada.page.getByRole("button", { name: "Make the link" }).click();
  const link = await ada.page.getByRole("dialog").locator("code").innerText();
  await ada.page.getByRole("button", { name: "I have copied it" }).click();
  return { ada, ben: await join(browser, link, "Ben Boss", `ben@${id}.example`), id };
}

/** Sets up an authenticator app on the page for it. */
async function enrol(watched: Watched, picture?: string): Promise<Authenticator> {
  const { page, shot } = watched;
  await page.getByRole("button", { name: "Set up an authenticator app" }).click();
  await page.getByRole("img", { name: /^QR code/ }).waitFor();
  const app = new Authenticator(await page.locator("code").innerText());
  if (picture) {
    await accessible(watched);
    await shot(picture, { fullPage: true });
  }
  await page.getByLabel("Code", { exact: true }).fill(app.wrong());
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByText("This is not the current code").waitFor();
  expect(await page.getByLabel("Code", { exact: true }).inputValue(), "the field is ready for the next code").toBe("");
  await page.getByLabel("What you call it").fill("My <b>phone</b>");
  await page.getByLabel("Code", { exact: true }).fill(await app.code());
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByRole("region", { name: "Your second factor" }).getByText("My <b>phone</b>").waitFor();
  return app;
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /your account/ }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
}

/** Signs in with the password, up to the question for the code. */
async function firstStep(page: Page, email: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(newPassword);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("form", { name: "Second step" }).waitFor();
}

/** Whether all that went wrong was that the sign-in service did not take a code. */
function onlyCodes(faults: string[]): boolean {
  return faults.every((fault) => /400: POST .*mfa(Enrollment|SignIn):finalize|status of 400/.test(fault));
}

it("has an admin set up a second factor, require one, and sign in with both; a colleague is led to it", async () => {
  const { ada, ben, id } = await team();
  const { page, faults, shot } = ada;
  await page.getByRole("link", { name: "Security" }).click();
  await page.getByText("Set up your own first").waitFor();
  expect(await page.getByRole("button", { name: "Require it" }).count(), "nobody shuts themselves out").toBe(0);
  await accessible(ada);
  await shot("factor-1-own-first");
  await page.getByRole("link", { name: "Set up my second factor" }).click();
  await page.getByRole("heading", { name: "You have none yet" }).waitFor();
  await accessible(ada);
  const app = await enrol(ada, "factor-2-enrol");
  expect(onlyCodes(faults())).toBe(true);
  await accessible(ada);
  await shot("factor-3-enrolled");
  await page.getByRole("link", { name: "Go to the administration" }).click(); // the session has both factors already
  await page.getByRole("link", { name: "Security" }).click();
  await page.getByRole("button", { name: "Require it" }).click();
  await accessible(ada);
  await shot("factor-4-require");
  await page.getByRole("dialog").getByRole("button", { name: "Require it" }).click();
  await page.getByText("required", { exact: true }).waitFor();
  expect(faults()).toEqual([]);

  await signOut(page);
  await firstStep(page, `ada@${id}.example`);
  expect(await page.getByLabel("Code", { exact: true }).evaluate((field) => field === document.activeElement)).toBe(
    true,
  );
  await accessible(ada);
  await page.keyboard.press("Escape");
  await firstStep(page, `ada@${id}.example`);
  await page.getByLabel("Code", { exact: true }).fill(app.wrong());
  await page.keyboard.press("Enter");
  await page.getByText("This is not the current code").waitFor();
  await accessible(ada);
  await shot("factor-5-code");
  const code = await app.code();
  await page.getByLabel("Code", { exact: true }).fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("link", { name: "Admin", exact: true }).click();
  await page.getByRole("list", { name: "members" }).getByText("Ben Boss").waitFor();
  expect(onlyCodes(faults())).toBe(true);
  await page.reload(); // the session keeps both factors
  await page.getByRole("list", { name: "members" }).getByText("Ben Boss").waitFor();
  expect(faults()).toEqual([]);
  await ada.close();

  await ben.page.getByRole("link", { name: "Demos", exact: true }).click();
  await ben.page.getByText("Your team requires a second factor").waitFor();
  expect(new URL(ben.page.url()).pathname).toBe("/account/second-factor");
  await accessible(ben);
  await ben.shot("factor-6-led");
  await ben.page.reload(); // so that nothing was open before
  await enrol(ben);
  await ben.page.getByRole("link", { name: "Demos", exact: true }).click();
  await ben.page.getByText("No demos yet").waitFor();
  await ben.page.getByRole("link", { name: "Templates", exact: true }).click();
  await ben.page.getByRole("button", { name: `Quick Start ${template}` }).click();
  await ben.page.getByLabel("Customer").fill("Opened");
  const listening = ben.page.getByRole("button", { name: "1 job in progress" }).waitFor(); // the header was refused before
  await ben.page.getByRole("button", { name: "Create demo" }).click();
  await listening;
  await ben.close();
});

it("asks who it is before an old sign-in changes anything, and removes a factor", async () => {
  const root = await open(browser);
  await signIn(root.page, inject("url"), "root@demo.example");
  const id = `g${Date.now().toString(36)}`;
  const link = await newTenant(root.page, "Guild", id);
  await root.close();
  const watched = await join(browser, link, "Gil Guide", `gil@${id}.example`);
  const { page, faults, shot } = watched;
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: /your account/ }).click();
  await page.getByRole("button", { name: "Use the dark theme" }).click();
  await page.getByRole("button", { name: /your account/ }).click();
  await page.getByRole("button", { name: "Second factor" }).click();

  // The service answers so to who signed in more than five minutes ago.
  await refuseOnce(page, "mfaEnrollment:start", "CREDENTIAL_TOO_OLD_LOGIN_AGAIN");
  await page.getByRole("button", { name: "Set up an authenticator app" }).click();
  const dialog = page.getByRole("dialog", { name: "Is it you?" });
  await dialog.getByLabel("Password").fill("not-the-password");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await dialog.getByText("This is not your password").waitFor();
  await accessible(watched);
  await shot("factor-7-again");
  await dialog.getByLabel("Password").fill(newPassword);
  await dialog.getByRole("button", { name: "Continue" }).click();
  const secret = page.locator("code");
  const first = await secret.innerText();
  await accessible(watched);
  await shot("factor-8-phone", { fullPage: true });
  await refuseOnce(page, "mfaEnrollment:finalize", "SESSION_EXPIRED");
  await page.getByLabel("Code", { exact: true }).fill("123456");
  await page.getByRole("button", { name: "Finish" }).click();
  await page.getByText("This has taken too long").waitFor();
  await page.getByRole("button", { name: "Begin again" }).click();
  await page.getByLabel("Code", { exact: true }).waitFor();
  expect(await secret.innerText(), "another secret").not.toBe(first);
  const app = new Authenticator(await secret.innerText());
  await page.getByLabel("Code", { exact: true }).fill(await app.code());
  await page.getByRole("button", { name: "Finish" }).click();
  const own = page.getByRole("region", { name: "Your second factor" });
  await own.getByText("Authenticator app").waitFor();

  await refuseOnce(page, "mfaEnrollment:withdraw", "CREDENTIAL_TOO_OLD_LOGIN_AGAIN");
  await own.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await dialog.getByLabel("Password").fill(newPassword);
  await dialog.getByRole("button", { name: "Continue" }).click();
  await dialog.getByLabel("Code", { exact: true }).fill(await app.code());
  await accessible(watched);
  await shot("factor-9-both-again");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("heading", { name: "You have none yet" }).waitFor();
  expect(
    faults().every((fault) => fault.includes("400")),
    "the refusals and nothing else",
  ).toBe(true);
  await signOut(page);
  await signInAgain(page, `gil@${id}.example`);
  await watched.close();
});

/** Signs in with the password alone. */
async function signInAgain(page: Page, email: string): Promise<void> {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(newPassword);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Second factor" }).waitFor();
}

/** Has the sign-in service refuse the next call of a method. */
function refuseOnce(page: Page, method: string, message: string): Promise<unknown> {
  return page.route(
    `**/accounts/${method}*`,
    (route) => route.fulfill({ status: 400, json: { error: { code: 400, message } } }),
    { times: 1 },
  );
}
