import { type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";

import { launch, open, type Watched } from "./browser";
import { provision, signIn } from "./steps";

let browser: Browser;
let demo: { demo: string; job: string };

beforeAll(async () => {
  browser = await launch();
  const engineer = await open(browser);
  await signIn(engineer.page, inject("url"), "engineer@demo.example");
  demo = await provision(engineer.page, "Canary Corp");
  expect(engineer.faults()).toEqual([]);
  await engineer.close();
});
afterAll(() => browser.close());

describe.each([
  ["another tenant's engineer", "engineer@rival.example"],
  ["a colleague", "colleague@demo.example"],
])("%s", (_, email) => {
  let watched: Watched;
  beforeAll(async () => {
    watched = await open(browser);
    await signIn(watched.page, inject("url"), email);
  });
  afterAll(() => watched.close());

  it("sees nothing of the demo on any screen", async () => {
    const { page, faults, shot } = watched;
    await page.goto(`${inject("url")}/demos`);
    await page.getByRole("heading", { name: "Demos", exact: true }).waitFor();
    await page.getByRole("status", { name: "Loading demos" }).waitFor({ state: "detached" });
    await page.goto(`${inject("url")}/jobs/${demo.job}`);
    await page.getByText("There is nothing here that you may see.").waitFor();
    expect(await page.content()).not.toContain("Canary");
    expect(faults()).toEqual([]);

    await page.goto(`${inject("url")}/demos/${demo.demo}`);
    await page.getByText("There is no such demo").waitFor();
    await shot(`no-such-demo-${email}`);
    expect(await page.content()).not.toContain("Canary");
    // The API's 404, which the console repeats, and nothing else.
    expect(faults().every((fault) => fault.includes("404"))).toBe(true);
  });

  it("is denied by the rules when the page speaks to Firestore itself", async () => {
    const { page } = watched;
    expect(await firestore(page, "GET", `tenants/demo/demos/${demo.demo}`)).toBe(403);
    expect(await firestore(page, "GET", `tenants/demo/jobs/${demo.job}`)).toBe(403);
    expect(await firestore(page, "GET", `tenants/demo/jobs/${demo.job}/logs`)).toBe(403);
    expect(await firestore(page, "GET", "tenants/demo/demos")).toBe(403);
    expect(await firestore(page, "PATCH", `tenants/demo/demos/${demo.demo}`)).toBe(403);
  });
});

it("shows it to the tenant's admin, with its log", async () => {
  const { page, faults, close } = await open(browser);
  await signIn(page, inject("url"), "admin@demo.example");
  await page.getByRole("link", { name: "Demos", exact: true }).click();
  await page.getByRole("listitem").filter({ hasText: "Canary Corp" }).filter({ hasText: "a colleague's" }).waitFor();
  await page.goto(`${inject("url")}/jobs/${demo.job}`);
  await page.getByRole("log").getByText("every count is right").waitFor();
  await page.getByRole("link", { name: "Open the demo" }).click();
  await page.getByRole("heading", { name: "Canary Corp" }).waitFor();
  await page.getByRole("list", { name: "Questions to begin with" }).waitFor();
  expect(faults()).toEqual([]);
  await close();
});

it("lets not even the owner write", async () => {
  const { page, close } = await open(browser);
  await signIn(page, inject("url"), "engineer@demo.example");
  expect(await firestore(page, "GET", `tenants/demo/demos/${demo.demo}`), "reads what is hers").toBe(200);
  expect(await firestore(page, "PATCH", `tenants/demo/demos/${demo.demo}`)).toBe(403);
  expect(await firestore(page, "DELETE", `tenants/demo/demos/${demo.demo}`)).toBe(403);
  expect(await firestore(page, "PATCH", "tenants/demo/demos/new")).toBe(403);
  await close();
});

/** Asks Firestore from within the page, with the token of the person signed in there, and returns the status. */
function firestore(page: Page, method: string, path: string): Promise<number> {
  return page.evaluate(
    async ({ method, path }) => {
      const config = (await (await fetch("/__/firebase/init.json")).json()) as {
        projectId: string;
        emulators: { firestore: string };
      };
      const users = await new Promise<{ value: { stsTokenManager: { accessToken: string } } }[]>((resolve, reject) => {
        const request = indexedDB.open("firebaseLocalStorageDb");
        request.onerror = () => reject(new Error("the signed-in person is not in the browser's storage"));
        request.onsuccess = () => {
          const all = request.result.transaction("firebaseLocalStorage").objectStore("firebaseLocalStorage").getAll();
          all.onsuccess = () => {
            request.result.close();
            resolve(all.result as never);
          };
        };
      });
      const address = `http://${config.emulators.firestore}/v1/projects/${config.projectId}/databases/(default)/documents/${path}`;
      const response = await fetch(address, {
        method,
        headers: { Authorization: `Bearer ${users[0]?.value.stsTokenManager.accessToken ?? ""}` },
        ...(method === "PATCH" && { body: JSON.stringify({ fields: { status: { stringValue: "active" } } }) }),
      });
      return response.status;
    },
    { method, path },
  );
}
