/** The parts of a tenant's administration, in the order of their tabs. */
export const parts = [
  { path: "", name: "People" },
  { path: "keys", name: "API keys" },
  { path: "webhooks", name: "Webhooks" },
  { path: "quota", name: "Quota and use" },
  { path: "audit", name: "Audit log" },
  { path: "security", name: "Security" },
  { path: "export", name: "Export" },
] as const;

/** The parts of the platform's administration. */
export const platformParts = [
  { path: "", name: "Tenants" },
  { path: "templates", name: "Templates" },
] as const;

export interface Part {
  path: string;
  name: string;
}

/** The part that an address below base belongs to. */
export function partAt(all: readonly Part[], base: string, pathname: string): Part | undefined {
  const word = pathname.slice(base.length).split("/")[1] ?? "";
  return all.find((part) => part.path === word);
}
