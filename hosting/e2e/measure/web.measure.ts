import type { Browser } from "playwright-core";
import { afterAll, beforeAll, inject, it } from "vitest";

import { launch, open } from "../browser";
import { answerWith, endedAt, uidOf, write } from "../server";
import { answered, answerTo, ask, inDemo, part, provision, questions, signIn } from "../steps";
import { keep, percentile, tell } from "./figures";
import { idle, paints, probe, scroll, stride } from "./probes";

const engineer = "engineer@demo.example";
const loads = 5;
const provisions = 5;
const asks = 10;
const frames = 120;

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(async () => {
  keep();
  await browser.close();
});

it("loads: nobody signed in, nothing cached", async () => {
  const sample = [];
  for (let load = 0; load < loads; load++) {
    const { page, close } = await open(browser);
    await probe(page);
    await page.goto(inject("url"));
    sample.push(await paints(page, () => page.getByLabel("E-mail").waitFor()));
    await close();
  }
  tellPaints("sign in, nothing cached", sample);
});

it("loads: the dashboard of somebody who is signed in", async () => {
  const { page, close } = await open(browser);
  await probe(page);
  await signIn(page, inject("url"), engineer);
  const sample = [];
  for (let load = 0; load < loads; load++) {
    await page.goto(inject("url"));
    sample.push(await paints(page, () => page.getByText("Questions this month").waitFor()));
  }
  tellPaints("dashboard, signed in", sample);
  await close();
});

it("shows progress", async () => {
  const { page, close } = await open(browser);
  await probe(page);
  await signIn(page, inject("url"), engineer);
  const waits: number[] = [];
  for (let n = 0; n < provisions; n++) {
    const { job } = await provision(page, `Measured ${n}`);
    await page.waitForFunction(() => window.probe.ready > 0);
    const seen = await page.evaluate(() => window.probe.ready);
    waits.push(seen - (await endedAt(job)));
  }
  tell({
    name: "progress on screen after the job's end, p50",
    value: percentile(waits, 50),
    unit: "ms",
    most: 300,
  });
  tell({
    name: "progress on screen after the job's end, p95",
    value: percentile(waits, 95),
    unit: "ms",
    note: "from completed_at, which is taken before its commit",
  });
  await close();
});

it("answers", async () => {
  const watched = await open(browser);
  const { page, close } = watched;
  await probe(page);
  await inDemo(watched, engineer, "Measured answers");
  const words: number[] = [];
  for (let n = 0; n <= asks; n++) {
    await page.getByLabel("Your question").fill(n % 2 ? questions.trend : questions.ranking);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => window.probe.words > 0);
    await page.locator('article[aria-busy="true"]').waitFor({ state: "detached" });
    if (n > 0) words.push(await page.evaluate(() => window.probe.words - window.probe.entered)); // the first warms caches up
  }
  tell({ name: "first words on screen after Enter, p50", value: percentile(words, 50), unit: "ms", most: 500 });
  tell({ name: "first words on screen after Enter, p95", value: percentile(words, 95), unit: "ms" });
  await close();
});

it("answers to the hand, and scrolls", async () => {
  const watched = await open(browser);
  const { page, close } = watched;
  await probe(page);
  const { demo, job } = await inDemo(watched, engineer, "Measured hands");
  await ask(page, questions.ranking);
  await answered(page, questions.ranking);
  const conversation = page.url().split("/").pop() ?? "";
  const interactions: number[] = [];
  for (const name of ["Data", "History", "Details", "Chat"]) {
    await part(page, name);
    await page.waitForTimeout(400);
  }
  interactions.push(...(await page.evaluate(() => window.probe.interactions)));

  const uid = await uidOf(page);
  const rows = Array.from({ length: 10_000 }, (_, n) => ({ cells: [String(n), `customer ${n}`] }));
  const columns = [
    { name: "n", type: "INT64" },
    { name: "name", type: "STRING" },
  ];
  await page.goto(`${inject("url")}/demos/${demo}/conversations/${conversation}`);
  await answered(page, questions.ranking);
  const question = await answerWith({ demo, conversation, uid }, [
    ["data", { data: { columns, rows } }],
    ["end", {}],
  ]);
  const table = (await answerTo(page, question)).getByRole("region", { name: /^Result of/ });
  await table.evaluate((box) => (box.id = "measured"));
  tellFrames("10,000 rows", await scroll(page, "#measured", frames), await idle(page, frames));
  await table.getByRole("button", { name: "name" }).click(); // sorts all of them
  await page.waitForTimeout(400);
  interactions.push(...(await page.evaluate(() => window.probe.interactions)));

  for (let entry = 0; entry < 20; entry++) {
    const lines = Array.from({ length: 100 }, (_, n) => ({
      at: new Date(),
      text: `line ${entry * 100 + n} of the log`,
    }));
    await write(`jobs/${job}/logs/z${String(entry).padStart(4, "0")}`, { created_by: uid, lines });
  }
  await page.goto(`${inject("url")}/jobs/${job}`);
  await page.getByRole("log").getByText("line 1999").waitFor();
  tellFrames("2,000 log lines", await scroll(page, '[role="log"]', frames), await idle(page, frames));
  tell({
    name: "interaction to next paint, slowest",
    value: Math.max(...interactions, 0),
    unit: "ms",
    most: 200,
    note: `${interactions.length} interactions over 16 ms: tabs, typing, sorting 10,000 rows`,
  });
  await close();
});

function tellPaints(of: string, sample: { fcp: number; tti: number }[]): void {
  const middle = (take: (one: { fcp: number; tti: number }) => number) => percentile(sample.map(take), 50);
  tell({ name: `first contentful paint, ${of}`, value: middle((one) => one.fcp), unit: "ms", most: 1_000 });
  tell({ name: `time to interactive, ${of}`, value: middle((one) => one.tti), unit: "ms", most: 1_500 });
}

function tellFrames(of: string, sample: number[], still: number[]): void {
  const note = `${stride} pixels a frame; the same page standing still: ${Math.round(percentile(still, 95))} ms`;
  tell({ name: `frame while scrolling ${of}, p95`, value: percentile(sample, 95), unit: "ms", most: 34, note });
}
