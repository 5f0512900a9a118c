/** The name under which an authenticator app keeps our codes. */
const issuer = "CAPI Demos";

/** What an authenticator app needs to know, in the form that all of them read from a QR code. */
export function keyUri({ secretKey, codeLength, codeIntervalSeconds }: Key, account: string): string {
  const told = new URLSearchParams({
    secret: secretKey,
    issuer,
    algorithm: "SHA1",
    digits: String(codeLength),
    period: String(codeIntervalSeconds),
  });
  // Apps read a plus sign as itself, and not as a space.
  return `otpauth://totp/${encodeURIComponent(`${issuer}:${account}`)}?${told.toString().replaceAll("+", "%20")}`;
}

interface Key {
  /** In base 32. */
  secretKey: string;
  codeLength: number;
  codeIntervalSeconds: number;
}

/** A secret in groups of four, for who types it. */
export function grouped(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(" ") ?? "";
}
