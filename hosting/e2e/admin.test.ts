import { statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";

import { launch, open } from "./browser";
import { accessible, provision, signIn } from "./steps";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Copies a secret that is shown once out of its dialog, and closes it. */
async function secretOf(page: Page): Promise<string> {
  const dialog = page.getByRole("dialog");
  await dialog.getByText("shown this once").waitFor();
  const secret = await dialog.locator("code").innerText();
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  return secret;
}

it("lets an admin look after people, keys and webhooks, and see it in the audit log", async () => {
  const watched = await open(browser);
  const { page, faults, shot, close } = watched;
  const told: string[] = [];
  const receiver = createServer((request, response) => {
    told.push(String(request.headers["webhook-id"]));
    request.resume();
    response.writeHead(204).end();
  });
  await new Promise<void>((listening) => receiver.listen(0, "127.0.0.1", listening));

  await signIn(page, inject("url"), "admin@demo.example");
  await provision(page, "Charted"); // there is something to draw
  await page.getByRole("link", { name: "Admin", exact: true }).click();
  await page.getByRole("list", { name: "members" }).getByText("Casey Engineer").waitFor();
  await accessible(watched);
  await page.getByRole("button", { name: "Invite" }).click();
  await page.getByRole("button", { name: "Make the link" }).click();
  const link = await secretOf(page);
  expect(link).toMatch(new RegExp(`^${inject("url")}/join/inv-demo-[A-Z2-7]{52}$`));
  await page.getByRole("list", { name: "invites" }).getByText("open").first().waitFor();
  expect(await page.content(), "the link is not shown again").not.toContain(link.slice(-40));
  await page.getByRole("list", { name: "invites" }).getByRole("button", { name: "Revoke" }).first().click();
  await page.getByText("The link opens nothing any more").waitFor();
  await shot("admin-1-people");

  await page.getByRole("link", { name: "API keys" }).click();
  await page.getByRole("button", { name: "Make a key" }).click();
  await page.getByRole("dialog").getByLabel("What it is for").fill("Nightly import");
  await page.getByRole("dialog").getByLabel("Make demos").waitFor();
  await page.getByRole("button", { name: "Make the key" }).click();
  const key = await secretOf(page);
  const own = { headers: { "X-API-Key": key } };
  expect((await page.request.get(`${inject("url")}/api/v1/templates`, own)).status(), "the key opens the API").toBe(
    200,
  );
  await page.getByRole("list", { name: "API keys" }).getByText("Nightly import").first().waitFor();
  await accessible(watched);
  await page.getByRole("list", { name: "API keys" }).getByRole("button", { name: "Revoke" }).first().click();
  await page.getByText("The key opens nothing any more").waitFor();
  expect((await page.request.get(`${inject("url")}/api/v1/templates`, own)).status(), "revoked at once").toBe(401);
  await shot("admin-2-keys");

  await page.getByRole("link", { name: "Webhooks" }).click();
  await page.getByRole("button", { name: "Add a webhook" }).click();
  const { port } = receiver.address() as AddressInfo;
  await page.getByRole("dialog").getByLabel("Address").fill(`http://127.0.0.1:${port}/hook`);
  await page.getByRole("dialog").getByLabel("What it is for").fill("Build server");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  expect(await secretOf(page)).toMatch(/^whsec_/);
  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByRole("list", { name: "deliveries" }).getByText("delivered").waitFor();
  expect(told).toHaveLength(1);
  await accessible(watched);
  await shot("admin-3-webhook");
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("Nobody is told yet").waitFor();

  await page.getByRole("link", { name: "Quota and use" }).click();
  await page.getByRole("heading", { name: "Quota", exact: true }).waitFor();
  await page.getByRole("meter", { name: "Questions per day" }).waitFor();
  await page.getByRole("button", { name: /^Demos made/ }).click();
  await page.getByRole("figure", { name: "Chart of Demos made by month" }).locator("canvas").waitFor();
  await page.getByText("The numbers, month by month").click();
  await page.getByRole("region", { name: "Use by month" }).getByRole("table").waitFor();
  await accessible(watched);
  await shot("admin-4-quota", { fullPage: true });
  await page.getByRole("link", { name: "Audit log" }).click();
  await page.getByRole("button", { name: "webhook.delete" }).first().click();
  await page.waitForURL("**/admin/audit?action=webhook.delete");
  await accessible(watched);
  await shot("admin-5-audit");
  expect(faults()).toEqual([]);
  receiver.close();
  await close();
});

it("takes a colleague's access away at once and gives it back", async () => {
  const admin = await open(browser);
  const colleague = await open(browser);
  await signIn(colleague.page, inject("url"), "instructor@demo.example");
  await signIn(admin.page, inject("url"), "admin@demo.example");
  await admin.page.goto(`${inject("url")}/admin`);
  const row = admin.page.getByRole("listitem").filter({ hasText: "instructor@demo.example" });
  await row.getByRole("button", { name: "Deactivate" }).click();
  await row.getByText("Deactivated").waitFor();
  await colleague.page.getByRole("link", { name: "Demos", exact: true }).click();
  await colleague.page.getByRole("alert").waitFor();
  await admin.page.getByRole("button", { name: "Undo" }).click();
  await row.getByText("Deactivated").waitFor({ state: "detached" });
  await colleague.page.getByRole("button", { name: "Try again" }).click();
  await colleague.page.getByText("No demos yet").waitFor();
  expect(admin.faults()).toEqual([]);
  await colleague.close();
  await admin.close();
});

it("exports all that the tenant has as a file", async () => {
  const watched = await open(browser);
  const { page, faults, shot, close } = watched;
  await signIn(page, inject("url"), "admin@demo.example");
  await page.goto(`${inject("url")}/admin/export`);
  await page.getByRole("button", { name: "Export everything" }).click();
  const row = page.getByRole("list", { name: "exports" }).getByRole("listitem").first();
  await row.getByText("ready").waitFor();
  await accessible(watched);
  await shot("admin-6-export");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    row.getByRole("button", { name: "Download" }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/^demo \d{4}-\d\d-\d\d\.zip$/);
  expect(statSync(await file.path()).size).toBeGreaterThan(500);
  expect(faults()).toEqual([]);
  await close();
});

it("shows no way in to those who may not, and the server lets them see nothing", async () => {
  const { page, close } = await open(browser);
  await signIn(page, inject("url"), "engineer@demo.example");
  expect(await page.getByRole("link", { name: "Admin", exact: true }).count()).toBe(0);
  await page.goto(`${inject("url")}/admin`);
  await page.getByRole("alert").first().waitFor();
  expect(await page.content()).not.toContain("colleague@demo.example");
  await close();
});
