import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";

import { launch, open } from "./browser";
import { accessible, quickStart, signIn } from "./steps";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Asks for a demo and cancels its job from the page. A job that was quicker than the hand is left, and another one asked for. */
async function cancelOne(page: Page): Promise<void> {
  for (let turn = 1; turn <= 8; turn++) {
    await (await quickStart(page)).click();
    await page.getByLabel("Customer").fill(`Called off ${turn}`);
    await page.getByRole("button", { name: "Create demo" }).click();
    await page.waitForURL("**/jobs/*");
    const cancel = page.getByRole("button", { name: "Cancel" });
    const over = page.getByRole("link", { name: "Open the demo" });
    await cancel.or(over).first().waitFor();
    const pressed = await cancel.click({ timeout: 1_000 }).then(
      () => true,
      () => false,
    );
    const cancelled = page.getByText("Cancelled. What was made is removed.");
    await cancelled.or(over).first().waitFor();
    if (pressed && (await cancelled.isVisible())) return;
  }
  throw new Error("every job ended before it could be cancelled");
}

it("cancels a job, and tries it again to the end", async () => {
  const watched = await open(browser);
  const { page, shot, faults, close } = watched;
  await signIn(page, inject("url"), "engineer@demo.example");
  await cancelOne(page);
  faults(); // a job that ended just before it was cancelled is a conflict, and no fault of the page
  const job = new URL(page.url()).pathname;
  expect(await page.getByRole("button", { name: "Cancel" }).count(), "there is nothing left to cancel").toBe(0);
  await accessible(watched);
  await shot("07b-cancelled");
  await page.reload();
  await page.getByText("Cancelled. What was made is removed.").waitFor();

  await page.getByRole("button", { name: "Try again" }).click();
  const again = page.getByRole("dialog", { name: "Try again" });
  await again.getByRole("meter", { name: "Active demos" }).waitFor();
  await accessible(watched);
  await again.getByRole("button", { name: "Create demo" }).click();
  await page.waitForURL((url) => url.pathname.startsWith("/jobs/") && url.pathname !== job);
  await page.getByRole("link", { name: "Open the demo" }).click();
  await page.getByRole("list", { name: "Questions to begin with" }).waitFor();
  expect(faults()).toEqual([]);
  await close();
});
