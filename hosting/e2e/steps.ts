import axe from "axe-core";
import type { Browser, Locator, Page } from "playwright-core";
import { expect, inject } from "vitest";

import { open, type Watched } from "./browser";
import { mailedLink } from "./server";

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

/** As who runs the platform, on its page, makes a tenant that is ready. Returns the link by which its first admin joins. */
export async function newTenant(page: Page, name: string, id: string): Promise<string> {
  await page.goto(`${inject("url")}/platform`);
  await page.getByRole("button", { name: "Make a tenant" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(name);
  await page.getByRole("dialog").getByLabel("Id").fill(id);
  await page.getByRole("button", { name: "Make it" }).click();
  await page.getByRole("listitem").filter({ hasText: id }).getByText("active", { exact: true }).waitFor();
  await choose(page, id, "Invite an admin");
  await page.getByRole("button", { name: "Make the link" }).click();
  return page.getByRole("dialog").locator("code").innerText();
}

/** Presses one of the choices for a tenant. */
export async function choose(page: Page, tenant: string, choice: string): Promise<void> {
  const row = page.getByRole("listitem").filter({ hasText: tenant });
  await row.getByRole("button", { name: /^More for/ }).click();
  await row.getByRole("button", { name: choice }).click();
}

/** The password of those who join. */
export const newPassword = "a-long-password";

/** Somebody new who joins by a link, on their dashboard. */
export async function join(browser: Browser, link: string, name: string, email: string): Promise<Watched> {
  const watched = await open(browser);
  const { page } = watched;
  await page.goto(link);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(newPassword);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.request.get(await mailedLink(email));
  await page.getByRole("button", { name: /^Join / }).click();
  await page.getByRole("heading", { level: 1, name: /^Good / }).waitFor();
  return watched;
}

/** As the seeded admin, makes an invite, for one address or for whoever has it, and returns its link. */
export async function invite(browser: Browser, email?: string): Promise<string> {
  const { page, faults, shot, close } = await open(browser);
  await signIn(page, inject("url"), "admin@demo.example");
  await page.getByRole("link", { name: "Admin", exact: true }).click();
  await page.getByRole("button", { name: "Invite" }).click();
  const dialog = page.getByRole("dialog");
  if (email) await dialog.getByLabel("E-mail").fill(email);
  await dialog.getByRole("button", { name: "Make the link" }).click();
  await dialog.getByText("shown this once").waitFor();
  await shot("join-1-invite");
  const link = await dialog.locator("code").innerText();
  expect(faults()).toEqual([]);
  await close();
  return link;
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
