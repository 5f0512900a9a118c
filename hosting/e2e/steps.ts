import axe from "axe-core";
import type { Locator, Page } from "playwright-core";
import { expect, inject } from "vitest";

import type { Watched } from "./browser";

/** The template that journeys go through; its questions are known here. */
export const template = "Shopify E-commerce Analytics";

export const questions = {
  trend: "How have sales developed over the last twelve months?",
  ranking: "Which ten products bring the most money?",
};

/** Signs in as a seeded person and waits for the dashboard. */
export async function signIn(page: Page, url: string, email: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill("demo-password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: /^Good / }).waitFor();
}

/** The button that starts a demo, in the library. */
export async function quickStart(page: Page): Promise<Locator> {
  await page.goto(`${inject("url")}/templates`);
  const button = page.getByRole("button", { name: `Quick Start ${template}` });
  await button.waitFor();
  return button;
}

/** Makes a demo, waits until it is ready, and returns its and its job's id. */
export async function provision(page: Page, customer: string): Promise<{ demo: string; job: string }> {
  await (await quickStart(page)).click();
  await page.getByLabel("Customer").fill(customer);
  await page.getByRole("button", { name: "Create demo" }).click();
  await page.waitForURL("**/jobs/*");
  const link = page.getByRole("link", { name: "Open the demo" });
  await link.waitFor();
  const last = (path: string | null) => path?.split("/").pop() ?? "";
  return { demo: last(await link.getAttribute("href")), job: last(new URL(page.url()).pathname) };
}

/** A person of their own with a demo of their own, on its page. */
export async function inDemo(
  { page }: Watched,
  email: string,
  customer: string,
): Promise<{ demo: string; job: string }> {
  await signIn(page, inject("url"), email);
  const made = await provision(page, customer);
  await page.getByRole("link", { name: "Open the demo" }).click();
  await page.getByRole("list", { name: "Questions to begin with" }).waitFor();
  return made;
}

/** Asks by the question box. */
export async function ask(page: Page, question: string): Promise<void> {
  await page.getByLabel("Your question").fill(question);
  await page.getByRole("button", { name: "Ask", exact: true }).click();
}

/** The answer to a question, once it is complete. */
export async function answerTo(page: Page, question: string): Promise<Locator> {
  const answer = page.getByRole("region", { name: question, exact: true }).getByRole("article", { name: "Answer" });
  await answer.and(page.locator('[aria-busy="false"]')).waitFor();
  return answer;
}

/** Waits for an answer in all its parts, words, verified badge, SQL, table and chart, and returns it. */
export async function answered(page: Page, question: string): Promise<Locator> {
  const answer = await answerTo(page, question);
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

/** Nothing on the screen keeps a person from using it, as far as axe can tell, in either theme; and nothing scrolls sideways. */
export async function accessible({ page }: Watched): Promise<void> {
  await page.evaluate(axe.source);
  for (const theme of ["light", "dark"]) {
    const violations = await page.evaluate(async (shown) => {
      const root = document.documentElement;
      const before = root.dataset.theme;
      root.dataset.theme = shown;
      for (let frame = 0; frame < 2; frame++) await new Promise((drawn) => requestAnimationFrame(drawn));
      const inPage = (window as unknown as { axe: typeof axe }).axe;
      const found = await inPage.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      });
      if (before) root.dataset.theme = before;
      return found.violations.flatMap((rule) =>
        rule.nodes.map((node) => `${shown} ${rule.id}: ${node.html} ${node.failureSummary ?? ""}`),
      );
    }, theme);
    expect(violations).toEqual([]);
  }
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(sideways, "the page scrolls sideways").toBe(0);
}

/** Opens a part of the demo's page. */
export async function part(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Parts of the demo" }).getByRole("link", { name }).click();
}
