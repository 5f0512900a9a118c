// The reference table as a script would write it with faker-js: CSV, on two workers, to nowhere. Prints {"bytes", "seconds", "peak_mib"}.
import { fakerEN as fake } from "@faker-js/faker";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";

const workers = 2;

if (isMainThread) {
  const rows = Number(process.argv[2]);
  const began = performance.now();
  const sizes = await Promise.all(
    Array.from({ length: workers }, (_, worker) =>
      new Promise((resolve, reject) => {
        const w = new Worker(new URL(import.meta.url), { workerData: { worker, rows: rows / workers } });
        w.once("message", resolve);
        w.once("error", reject);
      }),
    ),
  );
  const bytes = sizes.reduce((a, b) => a + b, 0);
  const seconds = (performance.now() - began) / 1000;
  console.log(JSON.stringify({ bytes, seconds, peak_mib: process.resourceUsage().maxRSS / 1024 }));
} else {
  fake.seed(workerData.worker + 1);
  const from = new Date("2024-03-18T00:00:00Z");
  const to = new Date("2026-03-18T00:00:00Z");
  let bytes = 0;
  for (let id = 0; id < workerData.rows; id++) {
    const firstName = fake.person.firstName();
    const lastName = fake.person.lastName();
    const line = [
      id, firstName, lastName, fake.internet.email({ firstName, lastName }), fake.commerce.price({ min: 1, max: 200 }),
      fake.date.between({ from, to }).toISOString(), fake.helpers.arrayElement(["US", "CA", "GB", "DE", "FR"]),
      fake.helpers.arrayElement(["active", "paused", "closed"]),
    ].join(",");
    bytes += Buffer.byteLength(line) + 1;
  }
  parentPort.postMessage(bytes);
}
