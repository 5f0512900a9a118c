import type { Page } from "playwright-core";

/** What the page notes of itself while it is measured. */
interface Probe {
  /** Ends of long tasks, in milliseconds since the page was asked for. */
  longTaskEnds: number[];
  /** From an interaction to the next paint, in milliseconds. */
  interactions: number[];
  /** When Enter was pressed last, how many answers there were, and when the first words of the next one stood on the screen. */
  entered: number;
  answers: number;
  words: number;
  /** When the progress reached 100, in milliseconds since 1970. */
  ready: number;
}

declare global {
  interface Window {
    probe: Probe;
  }
}

/** Sets the probes up for every document that the page will open. */
export async function probe(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const probe: Probe = { longTaskEnds: [], interactions: [], entered: 0, answers: 0, words: 0, ready: 0 };
    window.probe = probe;
    const observe = (type: string, options: object, take: (entry: PerformanceEntry) => void) =>
      new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...options });
    observe("longtask", {}, (entry) => probe.longTaskEnds.push(entry.startTime + entry.duration));
    observe("event", { durationThreshold: 16 }, (entry) => {
      if ((entry as PerformanceEntry & { interactionId?: number }).interactionId)
        probe.interactions.push(entry.duration);
    });
    const answers = () => document.querySelectorAll('article[aria-label="Answer"]');
    addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Enter") return;
        [probe.entered, probe.answers, probe.words] = [performance.now(), answers().length, 0];
      },
      true,
    );
    const look = () => {
      const text = answers()[probe.answers]?.querySelector(".prose-answer")?.textContent;
      if (text && probe.words === 0 && probe.entered > 0) {
        requestAnimationFrame(() => setTimeout(() => (probe.words ||= performance.now())));
      }
      const bar = document.querySelector('[role="progressbar"][aria-valuenow="100"]');
      if (bar && probe.ready === 0) requestAnimationFrame(() => setTimeout(() => (probe.ready ||= Date.now())));
    };
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      characterData: true,
      attributes: true,
    });
  });
}

/** First contentful paint and time to interactive of the page that is open: what is waited for is there and nothing blocks any more. */
export async function paints(page: Page, usable: () => Promise<void>): Promise<{ fcp: number; tti: number }> {
  await usable();
  const shown = await page.evaluate(() => performance.now());
  await page.waitForTimeout(1_500); // a later long task would count
  return page.evaluate((at) => {
    const fcp = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? Number.NaN;
    return { fcp, tti: Math.max(at, ...window.probe.longTaskEnds.filter((end) => end < at + 1_500)) };
  }, shown);
}

/** Times between frames while nothing happens, in milliseconds: what the machine gives. */
export async function idle(page: Page, frames: number): Promise<number[]> {
  return page.evaluate(async (count) => {
    const next = () => new Promise<number>((drawn) => requestAnimationFrame(drawn));
    const steps: number[] = [];
    for (let before = await next(); steps.length < count;) {
      const now = await next();
      steps.push(now - before);
      before = now;
    }
    return steps;
  }, frames);
}

/** How far an element is scrolled from frame to frame, in pixels: a wild flick of the hand. */
export const stride = 300;

/** Scrolls an element for so many frames, and returns the time between frames in milliseconds. */
export async function scroll(page: Page, selector: string, frames: number): Promise<number[]> {
  return page.evaluate(
    async ({ selector, frames, stride }) => {
      const box = document.querySelector(selector);
      if (!box) throw new Error(`nothing to scroll at ${selector}`);
      const next = () => new Promise<number>((drawn) => requestAnimationFrame(drawn));
      const steps: number[] = [];
      box.scrollTop = 0;
      let before = await next();
      for (let n = 1; n <= frames; n++) {
        box.scrollTop = n * stride;
        const now = await next();
        steps.push(now - before);
        before = now;
      }
      return steps;
    },
    { selector, frames, stride },
  );
}
