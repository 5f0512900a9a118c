import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";

import { launch, open } from "./browser";
import { apiOf } from "./server";
import { accessible, ask, inDemo, part, questions } from "./steps";

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

type Limits = Record<string, number>;

/** Changes what the second tenant may use, which no other journey goes through. */
async function limit(change: Limits): Promise<Limits> {
  const root = await apiOf("root@demo.example");
  const { limits } = (await (await root("GET", "/tenants/rival")).json()) as { limits: Limits };
  await root("PATCH", "/tenants/rival", { limits: { ...limits, ...change } });
  return limits;
}

it("shows what is left before a question and an exam, warns near the end, and explains at it", async () => {
  const watched = await open(browser);
  const { page, faults, shot, close } = watched;
  const { demo } = await inDemo(watched, "engineer@rival.example", "Metered");
  const meter = page.getByRole("meter", { name: "Questions per day" });
  await meter.waitFor();
  await page.getByText(/^\d+ of 5,000 questions asked today$/).waitFor();
  await accessible(watched);
  await shot("quota-1-plenty");

  const engineer = await apiOf("engineer@rival.example");
  for (let n = 0; n < 4; n++) await engineer("POST", "/chat", { demo_id: demo, question: questions.trend });
  const { quota } = (await (await engineer("GET", "/dashboard")).json()) as { quota: { name: string; used: number }[] };
  const used = quota.find(({ name }) => name === "questions_per_day")?.used ?? 0;
  const before = await limit({ questions_per_day: used + 1 });
  try {
    await page.reload();
    await page.getByText("Your tenant has 1 question left today.").waitFor();
    await accessible(watched);
    await shot("quota-2-near");

    await ask(page, questions.ranking);
    await page.getByText(`Your tenant has asked its ${used + 1} questions of today.`).waitFor();
    await page.getByText("Verified answer").waitFor(); // what was asked is answered
    expect(await page.getByLabel("Your question").isDisabled()).toBe(true);
    const next = page.getByRole("list", { name: "Ask next" }).getByRole("button").first();
    if (await next.isVisible()) expect(await next.isDisabled()).toBe(true);
    await accessible(watched);
    await shot("quota-3-used-up");

    await part(page, "Exam");
    await page.getByRole("button", { name: "Run again" }).and(page.locator(":enabled")).click({ timeout: 90_000 });
    const exam = page.getByRole("dialog", { name: "Run the exam" });
    await exam.getByText("You can go on from").waitFor();
    expect(await exam.getByRole("button", { name: "Begin" }).isDisabled()).toBe(true);
    await accessible(watched);
    await shot("quota-4-exam-used-up");

    await limit({ questions_per_day: used + 3 });
    await page.reload();
    await page.getByRole("button", { name: "Run again" }).click();
    await exam.getByText("and this takes").waitFor();
  } finally {
    await limit(before);
  }
  await page.reload();
  await page.getByRole("button", { name: "Run again" }).click();
  const exam = page.getByRole("dialog", { name: "Run the exam" });
  await exam.getByRole("meter", { name: "Questions per day" }).waitFor();
  await exam.getByText(/^(about [\d.]+ [kMG]B|known afterwards)$/).waitFor();
  expect(await exam.getByRole("button", { name: "Begin" }).isEnabled()).toBe(true);
  await accessible(watched);
  await shot("quota-5-exam");
  expect(faults()).toEqual([]);
  await close();
});
