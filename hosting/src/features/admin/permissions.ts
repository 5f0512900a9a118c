/** What a key can be given, in words. A permission that is not here is shown by its name. */
const words: Record<string, string> = {
  "templates.read": "See templates",
  "templates.publish": "Publish private templates",
  "demos.create": "Make demos",
  "demos.chat": "Ask questions",
  "demos.read": "See demos and their data",
  "demos.update": "Change demos",
  "demos.delete": "Delete demos",
  "quotas.read": "See quota and use",
  "users.manage": "Manage people and invites",
  "webhooks.manage": "Manage webhooks",
  "api_keys.manage": "Manage API keys",
  "audit.read": "Read the audit log",
  "tenants.manage": "Manage the tenant",
};

export function wordsOf(permission: string): string {
  return words[permission] ?? permission;
}

/** What a new key has unless somebody chooses otherwise: what it takes to make a demo and ask it questions. */
export const usual = ["templates.read", "demos.create", "demos.read", "demos.chat"];

/** What one can give a key, in the order of the words, and what else the server knows after it. */
export function grantable(own: Record<string, string>): string[] {
  const held = Object.keys(own).filter((permission) => own[permission]);
  const known = Object.keys(words).filter((permission) => held.includes(permission));
  return [...known, ...held.filter((permission) => !known.includes(permission)).sort()];
}
