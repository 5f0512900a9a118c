import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { launch, open } from "./browser";
import { accessible, inDemo, part, questions } from "./steps";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const fullHd = { width: 1920, height: 1080 };

it("presents one answer at a time with one key, and is led from a second window", async () => {
  const watched = await open(browser, { viewport: fullHd });
  const { page, faults, shot } = watched;
  await inDemo(watched, "engineer@demo.example", "Umbrella Corp");
  await page.keyboard.press("p");
  await page.getByRole("heading", { level: 1, name: "Umbrella Corp" }).waitFor();
  await accessible(watched);
  await shot("present-1-opening");

  const slide = page.locator('article[aria-busy="false"]');
  const title = page.getByRole("heading", { level: 1 });
  await page.keyboard.press("ArrowRight");
  await slide.getByText("Verified answer").waitFor();
  const first = await title.innerText();
  await accessible(watched);
  await shot("present-2-figure");
  await page.keyboard.press("PageDown"); // what clickers send
  await page.waitForFunction((before) => document.querySelector("h1")?.innerText !== before, first);
  await slide.getByText("Verified answer").waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.getByRole("heading", { level: 1, name: first }).waitFor();
  await page.reload(); // slide and conversation are in the address
  await page.getByRole("heading", { level: 1, name: first }).waitFor();

  await page.keyboard.press("j");
  await page.getByRole("dialog").getByRole("button", { name: questions.trend }).waitFor();
  await accessible(watched);
  await shot("present-3-jump");
  await page.getByRole("dialog").getByRole("button", { name: questions.trend }).click();
  await page.getByRole("heading", { level: 1, name: questions.trend }).waitFor();
  await slide.getByRole("figure").locator("canvas").waitFor();
  await accessible(watched);
  await shot("present-4-chart");
  await page.keyboard.press("t");
  await slide.getByRole("table").waitFor();
  await page.keyboard.press("s");
  await slide.locator("code", { hasText: "SELECT" }).waitFor();
  await page.keyboard.press("n");
  await page.getByRole("complementary", { name: "Talk track" }).waitFor();
  await accessible(watched);
  await shot("present-5-talk-track");
  await page.keyboard.press("n");

  await page.keyboard.press("/");
  await page.getByLabel("Your question").fill("How many orders came in last week?");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "How many orders came in last week?" }).waitFor();
  await slide.getByText("Verified answer").waitFor();

  const [notes] = await Promise.all([page.context().waitForEvent("page"), page.keyboard.press("w")]);
  await notes.getByRole("region", { name: "Now" }).getByText("How many orders came in last week?").waitFor();
  await accessible({ ...watched, page: notes });
  await notes.getByRole("button", { name: "Before" }).click();
  await page.getByRole("heading", { level: 1, name: questions.trend }).waitFor();
  await notes.getByRole("region", { name: "Now" }).getByText(questions.trend).waitFor();
  await notes.keyboard.press("b");
  await page.getByRole("button", { name: "Show the picture again" }).waitFor();
  await notes.close();
  await page.keyboard.press("b");
  await page.getByRole("button", { name: "Show the picture again" }).waitFor({ state: "detached" });

  await page.keyboard.press("?");
  await page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await page.getByRole("navigation", { name: "Parts of the demo" }).waitFor();
  await page.getByRole("region", { name: questions.trend }).waitFor(); // what was presented is a conversation like any other
  expect(faults()).toEqual([]);
  await watched.close();
});

it("says in the second window that nothing is presented", async () => {
  const watched = await open(browser);
  const { page, faults } = watched;
  const { demo } = await inDemo(watched, "engineer@demo.example", "Soylent");
  await part(page, "Details");
  await page.goto(`${new URL(page.url()).origin}/demos/${demo}/notes`);
  await page.getByRole("heading", { name: "Nothing is being presented" }).waitFor();
  await accessible(watched);
  expect(faults()).toEqual([]);
  await watched.close();
});
