import { mkdirSync } from "node:fs";
import { resolve } from "node:path";

import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const artifacts = resolve(import.meta.dirname, "../../.artifacts/e2e");

/** Debian's Chromium, or the one that CHROMIUM names, without anything that calls out. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** A page under watch: what the console reports, what fails to load and what the content security policy stops. */
export interface Watched {
  page: Page;
  /** Everything that went wrong since the last call. */
  faults: () => string[];
  /** Keeps a picture as an artifact. */
  shot: (name: string, options?: { fullPage?: boolean }) => Promise<void>;
  close: () => Promise<void>;
}

/** Opens a page for a person of its own: nothing is shared with other pages. */
export async function open(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 860 },
    locale: "en-US",
    reducedMotion: "reduce", // what is half faded in has half its contrast
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  let seen: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") seen.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => seen.push(`page: ${error.message}`));
  page.on("response", (response) => {
    if (response.status() >= 400) seen.push(`${response.status()}: ${response.request().method()} ${response.url()}`);
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    // Listeners end their streams, and pages their requests, when they are left: that is no failure.
    if (why !== "net::ERR_ABORTED") seen.push(`${why}: ${request.method()} ${request.url()}`);
  });
  return {
    page,
    faults: () => {
      const faults = seen;
      seen = [];
      return faults;
    },
    shot: async (name, options) => {
      mkdirSync(artifacts, { recursive: true });
      await page.screenshot({ path: resolve(artifacts, `${name}.png`), ...options });
    },
    close: () => context.close(),
  };
}
