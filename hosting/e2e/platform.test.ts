import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";

import { launch, open } from "./browser";
import { accessible, choose, join, newTenant, signIn } from "./steps";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** How long it may take until nothing is left of a tenant, in milliseconds: the absence of all it had is made sure of. */
const goneIn = 180_000;

it("lets who runs the platform make, limit, suspend and delete a tenant", async () => {
  const watched = await open(browser);
  const { page, faults, shot, close } = watched;
  await signIn(page, inject("url"), "root@demo.example");
  await page.getByRole("link", { name: "Platform", exact: true }).click();
  await page.getByText("The platform is up").waitFor();
  await page.getByRole("button", { name: "Make a tenant" }).click();
  const id = `t${Date.now().toString(36)}`;
  await page.getByRole("dialog").getByLabel("Name").fill("Initech <b>&</b> Söhne");
  await page.getByRole("dialog").getByLabel("Id").fill(id);
  await page.getByRole("button", { name: "Make it" }).click();
  const row = page.getByRole("listitem").filter({ hasText: id });
  await row.getByText("active", { exact: true }).waitFor(); // it is set up while one looks
  await accessible(watched);
  await shot("platform-1-tenants");

  await choose(page, id, "Change the limits");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Members").waitFor();
  await accessible(watched);
  await shot("platform-2-limits");
  const other = await open(browser);
  await signIn(other.page, inject("url"), "root@demo.example");
  await other.page.goto(`${inject("url")}/platform`);
  await choose(other.page, id, "Change the limits");
  await other.page.getByRole("dialog").getByLabel("Members").fill("12");
  await other.page.getByRole("button", { name: "Save the limits" }).click();
  await other.page.getByText("12 members at most").waitFor();
  await other.close();
  expect(faults()).toEqual([]);
  await dialog.getByLabel("Active demos").fill("7");
  await dialog.getByRole("button", { name: "Save the limits" }).click();
  await dialog.getByText("Somebody has changed this tenant").waitFor();
  expect(await dialog.getByLabel("Members").inputValue(), "what the other has saved").toBe("12");
  expect(
    faults().every((fault) => fault.includes("412")),
    "the refusal and nothing else",
  ).toBe(true);
  await dialog.getByLabel("Active demos").fill("7");
  await dialog.getByRole("button", { name: "Save the limits" }).click();
  await row.getByText("7 active demos, 12 members at most").waitFor();

  await row.getByRole("button", { name: "Suspend" }).click();
  await row.getByText("suspended", { exact: true }).waitFor();
  await choose(page, id, "Delete the tenant");
  const forGood = page.getByRole("button", { name: "Delete for good" });
  expect(await forGood.isDisabled(), "not before the id is typed").toBe(true);
  await page.getByLabel(`Type ${id} to confirm`).fill(id);
  await accessible(watched);
  await forGood.click();
  await row.getByText("deleted", { exact: true }).waitFor({ timeout: goneIn });
  expect(await row.innerText(), "nothing is left of the name").not.toContain("Initech");
  await accessible(watched);
  await shot("platform-3-deleted");
  expect(faults()).toEqual([]);
  await close();
}, 240_000);

it("invites a tenant's first admin, who joins, invites, and forgets a person", async () => {
  const root = await open(browser);
  await signIn(root.page, inject("url"), "root@demo.example");
  const id = `u${Date.now().toString(36)}`;
  const link = await newTenant(root.page, "Umbrella", id);
  expect(root.faults()).toEqual([]);
  await root.close();

  const admin = await join(browser, link, "Ada Admin", `ada@${id}.example`);
  await admin.page.getByRole("link", { name: "Admin", exact: true }).click();
  await admin.page.getByRole("button", { name: "Invite" }).click();
  await admin.page.getByRole("button", { name: "Make the link" }).click();
  const second = await admin.page.getByRole("dialog").locator("code").innerText();
  await admin.page.getByRole("button", { name: "I have copied it" }).click();
  const engineer = await join(browser, second, "Ed Engineer", `ed@${id}.example`);
  const third = await (async () => {
    await admin.page.getByRole("button", { name: "Invite" }).click();
    await admin.page.getByRole("button", { name: "Make the link" }).click();
    const made = await admin.page.getByRole("dialog").locator("code").innerText();
    await admin.page.getByRole("button", { name: "I have copied it" }).click();
    return made;
  })();

  await admin.page.reload();
  const row = admin.page
    .getByRole("list", { name: "members" })
    .getByRole("listitem")
    .filter({ hasText: "Ed Engineer" });
  await row.getByRole("button", { name: "More for Ed Engineer" }).click();
  await row.getByRole("button", { name: "Erase personal data" }).click();
  await admin.page.getByLabel(`Type ed@${id}.example to confirm`).fill(`ed@${id}.example`);
  await accessible(admin);
  await admin.page.getByRole("button", { name: "Erase for good" }).click();
  await row.waitFor({ state: "detached" });
  expect(admin.faults()).toEqual([]);
  await engineer.close();

  const leaver = await join(browser, third, "Lea Leaver", `lea@${id}.example`);
  await leaver.page.getByRole("button", { name: /your account/ }).click();
  await leaver.page.getByRole("button", { name: "Leave, and erase my data" }).click();
  await leaver.page.getByLabel(`Type lea@${id}.example to confirm`).fill(`lea@${id}.example`);
  await accessible(leaver);
  await leaver.page.getByRole("button", { name: "Leave for good" }).click();
  await leaver.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await leaver.close();
  await admin.close();
});

it("shows the platform's templates with their versions", async () => {
  const watched = await open(browser);
  const { page, faults, shot, close } = watched;
  await signIn(page, inject("url"), "root@demo.example");
  await page.goto(`${inject("url")}/platform/templates`);
  await page.getByRole("button", { name: "Versions" }).first().click();
  await page.getByText("Version 1", { exact: true }).waitFor();
  await accessible(watched);
  await shot("platform-4-templates");
  expect(faults()).toEqual([]);
  await close();
});
