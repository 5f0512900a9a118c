import { encode } from "uqr";
import { expect, it } from "vitest";

import { grouped, keyUri } from "./key-uri";
import { outline } from "./outline";

it("tells an app all it needs, so that every app reads it", () => {
  const uri = keyUri({ secretKey: "ABCD2345", codeLength: 6, codeIntervalSeconds: 30 }, "ada+demo@acme.example");
  expect(uri).toBe(
    "otpauth://totp/CAPI%20Demos%3Aada%2Bdemo%40acme.example?secret=ABCD2345&issuer=CAPI%20Demos&algorithm=SHA1&digits=6&period=30",
  );
});

it("groups a secret", () => {
  expect(grouped("ABCDEFGHIJ")).toBe("ABCD EFGH IJ");
  expect(grouped("")).toBe("");
});

it("draws every dark square once, and nothing else", () => {
  const { data, size } = encode("otpauth://totp/x?secret=ABCD", { border: 4 });
  const drawn = [...outline(data).matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)].flatMap(([, x, y, length]) =>
    Array.from({ length: Number(length) }, (_, at) => `${Number(x) + at} ${y}`),
  );
  const dark = data.flatMap((row, y) => row.flatMap((is, x) => (is ? [`${x} ${y}`] : [])));
  expect(drawn).toEqual(dark);
  expect(dark.length).toBeGreaterThan(size);
});
