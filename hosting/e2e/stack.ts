import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** Address of the page. */
    url: string;
  }
}

const root = resolve(import.meta.dirname, "../..");
const ready = "the stack is prepared";
const patience = 180_000;

/**
 * Starts the real local stack with the shopify template and the seeded people, and ends it after the last test. CAPIDEMO_URL names one
 * that runs already. `make e2e` builds the programs and the page before.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const running = process.env.CAPIDEMO_URL;
  if (running) {
    project.provide("url", running);
    return undefined;
  }
  for (const built of ["bin/local", "bin/functions", "bin/catalog", "bin/capidemo", "hosting/dist/index.html"]) {
    if (!existsSync(join(root, built))) throw new Error(`${built} is not built; run "make e2e"`);
  }
  const state = mkdtempSync(join(tmpdir(), "capidemo-e2e-"));
  const prepare = `bin/catalog publish && bin/capidemo seed && echo "${ready}"`;
  const stack = spawn("bin/local", ["up", "--state", state, "--functions", "bin/functions", "--prepare", prepare], {
    cwd: root,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((done) => stack.once("exit", () => done()));
  const stop = async () => {
    stack.kill("SIGINT");
    await ended;
    rmSync(state, { recursive: true, force: true });
  };
  try {
    project.provide("url", await address(stack.stdout, ended));
  } catch (failure) {
    await stop();
    throw failure;
  }
  return stop;
}

/** Reads the page's address from what the stack prints, once everything is prepared. */
async function address(output: NodeJS.ReadableStream, ended: Promise<void>): Promise<string> {
  const printed: string[] = [];
  const found = new Promise<string>((resolvePage) => {
    let page = "";
    createInterface(output).on("line", (line) => {
      printed.push(line);
      page = /^the page: (http\S+)/.exec(line)?.[1] ?? page;
      if (line.includes(ready)) resolvePage(page);
    });
  });
  const failed = (why: string) => () => Promise.reject(new Error(`the stack ${why}:\n${printed.join("\n")}`));
  const late = new Promise<void>((done) => setTimeout(done, patience).unref());
  return Promise.race([
    found,
    ended.then(failed("ended before it was prepared")),
    late.then(failed("was not prepared in time")),
  ]);
}
