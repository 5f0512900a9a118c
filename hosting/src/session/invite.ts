import type { Problem } from "../api/problem";

/** Where an invite is accepted; the code follows. */
const address = "/join";

/** The link that a person who is invited opens. */
export function linkOf(code: string, origin: string): string {
  return `${origin}${address}/${code}`;
}

/** Whether an address of the page is about an invite, and whose: with an empty code, for somebody who is to type it. */
export function inviteAt(pathname: string): string | undefined {
  if (pathname !== address && !pathname.startsWith(`${address}/`)) return undefined;
  return codeIn(pathname.slice(address.length + 1));
}

/** The code in what a person has typed or pasted: the code itself, or the link around it. Spaces and line breaks of a mail go. */
export function codeIn(text: string): string {
  const plain = text.replaceAll(/\s/g, "");
  return /inv-[a-z0-9]+-[A-Za-z0-9]+/.exec(plain)?.[0] ?? plain.split(/[?#]/)[0]?.replace(/\/+$/, "") ?? "";
}

/** The tenant that an invite's code names, or nothing when it has not the form of a code. */
export function tenantOf(code: string): string | undefined {
  return /^inv-([a-z][a-z0-9]{2,23})-[A-Z2-7]{52}$/.exec(code)?.[1];
}

/** Why an invite was not accepted, for people. The server does not tell apart what a stranger must not know. */
export function refusal(problem: Problem, email: string): string {
  if (problem.status !== 404) return problem.message;
  return (
    "This invite opens nothing. It may have been used or taken back, have expired, or be for another e-mail address than " +
    `${email}. Ask whoever invited you for a new one.`
  );
}
