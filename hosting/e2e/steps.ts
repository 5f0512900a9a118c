import type { Page } from "playwright-core";

/** Makes a demo by Quick Start from the first template, waits until it is ready, and returns its and its job's id. */
export async function provision(page: Page, customer: string): Promise<{ demo: string; job: string }> {
  await page
    .getByRole("button", { name: /^Quick Start/ })
    .first()
    .click();
  await page.getByLabel("Customer").fill(customer);
  await page.getByRole("button", { name: "Create demo" }).click();
  await page.waitForURL("**/jobs/*");
  const job = new URL(page.url()).pathname.split("/").pop() ?? "";
  const link = page.getByRole("link", { name: "Open the demo" });
  await link.waitFor();
  const demo = (await link.getAttribute("href"))?.split("/").pop() ?? "";
  return { demo, job };
}
