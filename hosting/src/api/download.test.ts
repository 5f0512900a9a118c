import { expect, it, vi } from "vitest";

import { download, type Rest } from "./download";
import { Problem } from "./problem";

/** An answer with these chunks, which breaks off after them. */
function answer(status: number, chunks: string[], broken: boolean, tag = '"7"') {
  const left = chunks.map((text) => new TextEncoder().encode(text));
  const data = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const next = left.shift();
      if (next) controller.enqueue(next);
      else if (broken) controller.error(new TypeError("network error"));
      else controller.close();
    },
  });
  const headers = { "Content-Type": "application/zip", ...(tag && { ETag: tag }) };
  return Promise.resolve({ data, response: new Response(null, { status, headers }) });
}

it("goes on where an answer broke off", async () => {
  const get = vi
    .fn<(rest: Rest) => ReturnType<typeof answer>>()
    .mockReturnValueOnce(answer(200, ["PK ", "a"], true))
    .mockReturnValueOnce(answer(206, [" fi"], true))
    .mockReturnValueOnce(answer(206, ["le"], false));
  const file = await download(get);
  expect(await file.text()).toBe("PK a file");
  expect(file.type).toBe("application/zip");
  expect(get.mock.calls.map(([rest]) => rest)).toEqual([
    {},
    { Range: "bytes=4-", "If-Range": '"7"' },
    { Range: "bytes=7-", "If-Range": '"7"' },
  ]);
});

it("begins anew when the file is another", async () => {
  const get = vi
    .fn<(rest: Rest) => ReturnType<typeof answer>>()
    .mockReturnValueOnce(answer(200, ["PK old"], true))
    .mockReturnValueOnce(answer(200, ["PK new"], false, '"8"'));
  expect(await (await download(get)).text()).toBe("PK new");
});

it.each([
  ["nothing more comes", [answer(200, ["PK"], true), answer(206, [], true)]],
  ["nobody on the way knows parts", [answer(200, ["PK"], true), answer(200, ["PK"], true)]],
  ["nothing says which file it is", [answer(200, ["PK"], true, "")]],
])("fails when %s", async (_, answers) => {
  const get = vi.fn<(rest: Rest) => ReturnType<typeof answer>>();
  for (const one of answers) get.mockReturnValueOnce(one);
  await expect(download(get)).rejects.toBeInstanceOf(Problem);
});
