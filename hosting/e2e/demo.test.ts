import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, it } from "vitest";

import { launch, open } from "./browser";
import { accessible, answered, ask, inDemo, part, questions } from "./steps";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

it("shows a demo's data, exam, history and details, and pins it", async () => {
  const watched = await open(browser);
  const { page, faults, shot } = watched;
  await inDemo(watched, "engineer@demo.example", "Globex");

  await page.getByRole("button", { name: "Pin to the dashboard" }).click();
  await page.getByText("is pinned to your dashboard").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "Pin to the dashboard" }).click();
  await page.getByRole("button", { name: "Unpin" }).waitFor();
  await page.getByRole("button", { name: "Dismiss" }).click();

  await part(page, "Data");
  await page
    .getByRole("button", { name: /^orders/ })
    .first()
    .click();
  await page.getByRole("region", { name: "Rows of orders" }).getByRole("table").waitFor();
  await page
    .getByRole("img", { name: /^How .* is spread$/ })
    .first()
    .waitFor();
  await accessible(watched);
  await shot("13-data", { fullPage: true });

  await part(page, "Exam");
  const verdict = page.getByRole("region", { name: "Verdict" });
  const run = page.getByRole("button", { name: "Run the exam" });
  await verdict.or(run).first().waitFor();
  if (await run.isVisible()) {
    await run.click();
    await page.getByRole("dialog", { name: "Run the exam" }).getByRole("button", { name: "Begin" }).click();
  }
  await verdict.getByRole("heading", { name: "Exam passed" }).waitFor({ timeout: 90_000 });
  await page.getByRole("list", { name: "Questions of the exam" }).waitFor();
  await accessible(watched);
  await shot("14-exam");
  const [certificate] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Certificate" }).click(),
  ]);
  expect(certificate.suggestedFilename()).toBe("Certificate Globex.json");

  await part(page, "History");
  await page.getByRole("list", { name: "History" }).getByText("Asked for the demo").waitFor();
  await accessible(watched);
  await shot("15-history");
  await part(page, "Details");
  await page.getByRole("region", { name: "Lifecycle" }).waitFor();
  await accessible(watched);
  await shot("16-details");

  await page.getByRole("link", { name: "Dashboard", exact: true }).click();
  await page.getByRole("region", { name: "Pinned" }).getByRole("link", { name: "Globex" }).first().waitFor();
  await page.getByRole("meter", { name: "Active demos" }).waitFor();
  await accessible(watched);
  await shot("17-dashboard", { fullPage: true });
  expect(faults()).toEqual([]);
  await watched.close();
});

it("keeps conversations in order: renames, rates, saves and deletes with undo", async () => {
  const watched = await open(browser);
  const { page, faults, shot } = watched;
  await inDemo(watched, "engineer@demo.example", "Initech");
  await ask(page, questions.ranking);
  const answer = await answered(page, questions.ranking);

  const [table] = await Promise.all([
    page.waitForEvent("download"),
    answer.getByRole("button", { name: "CSV" }).click(),
  ]);
  expect(table.suggestedFilename()).toBe("Which ten products bring the most money.csv");
  const [picture] = await Promise.all([
    page.waitForEvent("download"),
    answer.getByRole("button", { name: "PNG" }).click(),
  ]);
  expect(picture.suggestedFilename()).toBe("Which ten products bring the most money.png");

  await answer.getByRole("button", { name: "Bad answer" }).click();
  await answer.getByLabel("What was wrong?").fill("The names are cut.");
  await page.keyboard.press("Enter");
  await page.getByText("Thank you, it is noted").waitFor();
  await page.reload();
  const rated = (await answered(page, questions.ranking)).getByRole("button", { name: "Bad answer" });
  expect(await rated.getAttribute("aria-pressed")).toBe("true");

  const list = page.getByRole("navigation", { name: "Conversations" });
  const change = list.getByRole("button", { name: /^Change/ });
  await change.click();
  await list.getByRole("button", { name: "Rename" }).click();
  await page.getByLabel("Title").fill("Best sellers");
  await accessible(watched);
  await page.keyboard.press("Enter");
  await list.getByRole("link", { name: "Best sellers" }).waitFor();
  await shot("18-conversations");

  const remove = async () => {
    await list.getByRole("button", { name: "Change Best sellers" }).click();
    await list.getByRole("button", { name: "Delete" }).click();
    await list.getByRole("link", { name: "Best sellers" }).waitFor({ state: "detached" });
  };
  await remove();
  await page.getByRole("button", { name: "Undo" }).click();
  await list.getByRole("link", { name: "Best sellers" }).waitFor();
  await remove();
  const gone = page.waitForResponse((response) => response.request().method() === "DELETE");
  await page.getByRole("button", { name: "Dismiss" }).click();
  expect((await gone).status()).toBe(204);
  await page.reload();
  await page.getByRole("list", { name: "Questions to begin with" }).waitFor();
  expect(await page.getByText("Best sellers").count()).toBe(0);
  expect(faults()).toEqual([]);
  await watched.close();
});

it("deletes a demo for good, and shows how it goes", async () => {
  const watched = await open(browser);
  const { page, faults, shot } = watched;
  await inDemo(watched, "engineer@demo.example", "Last Corp");
  const address = new URL(page.url()).pathname;
  await part(page, "Details");
  const section = page.getByRole("region", { name: "Delete" });
  await section.getByRole("button", { name: "Delete …" }).click();
  const question = page.getByRole("dialog", { name: "Delete the demo for Last Corp?" });
  await accessible(watched);
  await shot("18b-delete");
  await question.getByRole("button", { name: "Keep it" }).click();
  await question.waitFor({ state: "detached" });

  await section.getByRole("button", { name: "Delete …" }).click();
  await question.getByRole("button", { name: "Delete for good" }).click();
  await page.waitForURL("**/jobs/*");
  await page.getByText("Deleted. Nothing of it is left.").waitFor();
  await page.getByRole("heading", { name: "Deleted demo", level: 1 }).waitFor();
  await accessible(watched);
  await shot("18c-deleted");

  await page.getByRole("link", { name: "Show my demos" }).click();
  await page.getByRole("heading", { name: "Demos", level: 1 }).waitFor();
  expect(await page.getByRole("link", { name: /Last Corp/ }).count()).toBe(0);
  expect(faults()).toEqual([]);
  await page.goto(new URL(address, inject("url")).href);
  await page.getByText("There is no such demo").waitFor();
  faults(); // the answer 404 is what was asked for
  await watched.close();
});
