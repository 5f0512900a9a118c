import { createHmac } from "node:crypto";

/** How long an authenticator app shows a code, in milliseconds. */
const period = 30_000;

/**
 * The authenticator app on a person's phone (TOTP, RFC 6238): six digits, SHA-1. No code is good twice, so each asking gives a later one;
 * the service takes the one after the present one, too.
 */
export class Authenticator {
  #secret: Buffer;
  #shown = 0; // the step of time whose code was given last

  /** @param secret as it is shown to people: in base 32, with or without spaces */
  constructor(secret: string) {
    const bits = Array.from(secret.replaceAll(/\s/g, ""), (char) =>
      "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(char).toString(2).padStart(5, "0"),
    ).join("");
    this.#secret = Buffer.from(Array.from(bits.match(/.{8}/g) ?? [], (byte) => parseInt(byte, 2)));
  }

  /** A code that is good now and was not given before. Waits until the service takes it, half a minute at most. */
  async code(): Promise<string> {
    this.#shown = Math.max(this.#shown + 1, this.#now());
    while (this.#shown > this.#now() + 1) await new Promise((later) => setTimeout(later, 250));
    return this.#at(this.#shown);
  }

  /** A code that is not good for minutes. */
  wrong(): string {
    return this.#at(this.#now() + 20);
  }

  #now(): number {
    return Math.floor(Date.now() / period);
  }

  #at(step: number): string {
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const mac = createHmac("sha1", this.#secret).update(counter).digest();
    const digits = mac.readUInt32BE((mac[mac.length - 1] ?? 0) & 0xf) & 0x7fffffff;
    return String(digits % 1_000_000).padStart(6, "0");
  }
}
