import axe from "axe-core";
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

import type { Watched } from "./browser";

/** Signs in as a seeded person. */
export async function signIn(page: Page, url: string, email: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill("demo-password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Start a demo" }).waitFor();
}

/** The button that starts a demo of the first template. */
export function quickStart(page: Page): Locator {
  return page.getByRole("button", { name: /^Quick Start/ }).first();
}

/** Makes a demo, waits until it is ready, and returns its and its job's id. */
export async function provision(page: Page, customer: string): Promise<{ demo: string; job: string }> {
  await quickStart(page).click();
  await page.getByLabel("Customer").fill(customer);
  await page.getByRole("button", { name: "Create demo" }).click();
  await page.waitForURL("**/jobs/*");
  const link = page.getByRole("link", { name: "Open the demo" });
  await link.waitFor();
  const last = (path: string | null) => path?.split("/").pop() ?? "";
  return { demo: last(await link.getAttribute("href")), job: last(new URL(page.url()).pathname) };
}

/** Waits for an answer in all its parts, words, verified badge, SQL, table and chart, and returns it. */
export async function answered(page: Page, question: string): Promise<Locator> {
  const answer = page.getByRole("region", { name: question, exact: true }).getByRole("article", { name: "Answer" });
  await answer.getByText("Verified answer").waitFor();
  await answer.getByRole("table").waitFor();
  await answer
    .getByRole("figure", { name: /^Chart/ })
    .locator("canvas")
    .waitFor();
  const statement = answer.getByText("SQL", { exact: true });
  await statement.click();
  await answer.locator("code", { hasText: "SELECT" }).waitFor();
  await statement.click();
  return answer;
}

/** Nothing on the screen keeps a person from using it, as far as axe can tell. */
export async function accessible({ page }: Watched): Promise<void> {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    const inPage = (window as unknown as { axe: typeof axe }).axe;
    const found = await inPage.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    });
    return found.violations.flatMap((rule) =>
      rule.nodes.map((node) => `${rule.id}: ${node.html} ${node.failureSummary ?? ""}`),
    );
  });
  expect(violations).toEqual([]);
}
