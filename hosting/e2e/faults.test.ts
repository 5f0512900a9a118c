import type { Browser, Page, Route } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

import { launch, open, type Watched } from "./browser";
import { answerWith, uidOf, write } from "./server";
import { accessible, answered, answerTo, ask, inDemo, questions } from "./steps";

let browser: Browser;
let watched: Watched;
let page: Page;
let made: { demo: string; job: string };
let home: string;

beforeAll(async () => {
  browser = await launch();
  watched = await open(browser);
  page = watched.page;
  made = await inDemo(watched, "engineer@demo.example", "Fault Line Ltd");
  home = page.url();
});
afterAll(() => browser.close());
beforeEach(async () => {
  await page.goto(home);
  await page.getByRole("list", { name: "Questions to begin with" }).waitFor();
  watched.faults();
});

const problem =
  (status: number, detail: string, headers: Record<string, string> = {}) =>
  (route: Route) =>
    route.fulfill({
      status,
      headers: { "Content-Type": "application/problem+json", ...headers },
      body: JSON.stringify({ status, title: detail, detail, request_id: "r-123" }),
    });

/** Answers the next question with a problem, and lets the ones after it through. */
const refuseOnce = (answer: (route: Route) => Promise<void>) => page.route("**/api/v1/chat", answer, { times: 1 });

it("sends a question again with a fresh token when its token has ended", async () => {
  const tokens: (string | undefined)[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/api/v1/chat")) tokens.push(request.headers().authorization);
  });
  await refuseOnce(problem(401, "The token has expired."));
  await ask(page, questions.ranking);
  await answered(page, questions.ranking);
  expect(tokens).toHaveLength(2);
  expect(watched.faults().every((fault) => fault.includes("401"))).toBe(true);
});

it.each([429, 503])("asks for patience on %d, counts down, and then asks again", async (status) => {
  await refuseOnce(problem(status, "Many people ask at the moment.", { "Retry-After": "2" }));
  await ask(page, questions.ranking);
  await page.getByText("Many people ask at the moment.").waitFor();
  await page.getByText("Request r-123").waitFor();
  await page.getByRole("button", { name: /^Try again in \d s$/ }).waitFor();
  await accessible(watched);
  await watched.shot(`fault-${status}`);
  const again = page.getByRole("button", { name: "Try again", exact: true });
  await again.waitFor();
  await again.click();
  await answered(page, questions.ranking);
  expect(watched.faults().every((fault) => fault.includes(String(status)))).toBe(true);
});

it("says that it is offline, keeps what is there, and catches up", async () => {
  await ask(page, questions.ranking);
  await answered(page, questions.ranking);
  await page.context().setOffline(true);
  await page.getByText("You are offline.").waitFor();
  await accessible(watched);
  await watched.shot("fault-offline");
  const conversation = page.url().split("/").pop() ?? "";
  const question = await answerWith({ demo: made.demo, conversation, uid: await uidOf(page) }, [
    ["text", { text: "It came while you were away." }],
    ["end", {}],
  ]);
  await answered(page, questions.ranking); // still there
  await page.context().setOffline(false);
  await page.getByText("You are offline.").waitFor({ state: "detached" });
  await (await answerTo(page, question)).getByText("It came while you were away.").waitFor();
  watched.faults(); // the connections that were cut
});

it("offers to ask again when there was no connection to ask with", async () => {
  await page.route("**/api/v1/chat", (route) => route.abort("connectionrefused"), { times: 1 });
  await ask(page, questions.ranking);
  await page.getByText("The server cannot be reached.").waitFor();
  await page.getByRole("button", { name: "Try again" }).click();
  await answered(page, questions.ranking);
  watched.faults();
});

it("offers to ask again what could not be answered", async () => {
  const conversation = await conversationOf();
  const question = await answerWith(
    { demo: made.demo, conversation, uid: await uidOf(page) },
    [["progress", { text: "Reading the question" }]],
    "The agent did not answer in time. Ask again.",
  );
  const failed = await answerTo(page, question);
  await failed.getByText("The agent did not answer in time.").waitFor();
  await accessible(watched);
  await failed.getByRole("button", { name: "Ask again" }).click();
  await page.getByRole("region", { name: question, exact: true }).nth(1).waitFor();
  expect(watched.faults()).toEqual([]);
});

it("draws no chart that wants to fetch, to run or to show what is not its data", async () => {
  const conversation = await conversationOf();
  const evil = "https://evil.example";
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  const values = [{ a: 1, b: 2 }];
  const specs: Record<string, unknown>[] = [
    { data: { url: `${evil}/data.json` }, mark: "bar" },
    { data: { values }, mark: "image", encoding: { url: { value: `${evil}/pixel.png` } } },
    { data: { values }, mark: { type: "bar", href: "javascript:window.broken=1" } },
    { data: { values }, mark: "bar", transform: [{ calculate: "window.broken=1", as: "c" }] },
    { data: { values }, mark: "bar", params: [{ name: "p", expr: "window.broken=1" }] },
    { data: { values }, mark: "bar", usermeta: { embedOptions: { ast: false, loader: {} } } },
  ];
  for (const chart of specs) {
    const question = await answerWith({ demo: made.demo, conversation, uid: await uidOf(page) }, [
      ["text", { text: "Look." }],
      ["chart", { chart }],
      ["end", {}],
    ]);
    const answer = await answerTo(page, question);
    await answer.getByText("The chart is not drawn, because").waitFor();
    expect(await answer.locator("canvas, svg image, a").count()).toBe(0);
  }
  await watched.shot("fault-charts");
  expect(requests.filter((url) => url.startsWith(evil))).toEqual([]);
  expect(await page.evaluate(() => "broken" in window)).toBe(false);
  expect(watched.faults()).toEqual([]);
});

it("takes Markdown for words and nothing else", async () => {
  const conversation = await conversationOf();
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  const text = [
    "<script>window.broken=1</script><img src=x onerror='window.broken=1'>",
    "![pixel](https://evil.example/pixel.png)",
    "[press me](javascript:window.broken=1) [data](data:text/html,x) [there](https://example.com/)",
    "<iframe src='https://evil.example'></iframe><style>*{display:none}</style>",
    "\u202Eright to left \u0000",
  ].join("\n\n");
  const question = await answerWith({ demo: made.demo, conversation, uid: await uidOf(page) }, [
    ["text", { text }],
    ["suggestions", { options: ["<b>bold</b>?", "javascript:window.broken=1"] }],
    ["end", {}],
  ]);
  const answer = await answerTo(page, question);
  await answer.getByText("press me").waitFor();
  expect(await answer.locator("script, img, iframe, style").count()).toBe(0);
  expect(
    await answer.getByRole("link").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href)),
  ).toEqual(["https://example.com/"]);
  await accessible(watched);
  expect(requests.filter((url) => url.includes("evil.example"))).toEqual([]);
  expect(await page.evaluate(() => "broken" in window)).toBe(false);
  expect(watched.faults()).toEqual([]);
});

it("stays quick with a very long answer and ten thousand rows", async () => {
  const conversation = await conversationOf();
  const rows = Array.from({ length: 10_000 }, (_, n) => ({ cells: [String(n), `customer ${n}`] }));
  const columns = [
    { name: "n", type: "INT64" },
    { name: "name", type: "STRING" },
  ];
  const question = await answerWith({ demo: made.demo, conversation, uid: await uidOf(page) }, [
    ["data", { data: { columns, rows } }],
    ["text", { text: "A long story. ".repeat(20_000) }],
    ["end", {}],
  ]);
  const answer = await answerTo(page, question);
  await answer.getByRole("button", { name: "Show all of it" }).waitFor();
  const table = answer.getByRole("region", { name: /^Result of/ });
  expect(await table.getByRole("row").count(), "only the rows in sight are drawn").toBeLessThan(60);
  await table.evaluate((box) => (box.scrollTop = box.scrollHeight));
  await table.getByText("customer 9999").waitFor();
  await table.getByRole("button", { name: "n", exact: true }).click();
  await table.getByRole("button", { name: "n", exact: true }).click();
  await table.evaluate((box) => (box.scrollTop = 0));
  await table.getByText("customer 9999").waitFor();
  expect(watched.faults()).toEqual([]);
});

it("shows a log of two thousand lines, drawn as far as it is in sight", async () => {
  const uidOfMe = await uidOf(page);
  for (let entry = 0; entry < 20; entry++) {
    const lines = Array.from({ length: 100 }, (_, n) => ({ at: new Date(), text: `line ${entry * 100 + n}` }));
    await write(`jobs/${made.job}/logs/z${String(entry).padStart(4, "0")}`, { created_by: uidOfMe, lines });
  }
  await page.goto(`${new URL(home).origin}/jobs/${made.job}`);
  const log = page.getByRole("log");
  await log.getByText("line 1999").waitFor(); // it follows the newest
  expect(await log.locator("time").count()).toBeLessThan(80);
  await log.evaluate((box) => (box.scrollTop = 0));
  await log.getByText("every count is right").waitFor();
  expect(watched.faults()).toEqual([]);
});

/** Opens a conversation by asking, and returns its id. */
async function conversationOf(): Promise<string> {
  await ask(page, questions.ranking);
  await answered(page, questions.ranking);
  return page.url().split("/").pop() ?? "";
}
