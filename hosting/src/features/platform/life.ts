import type { Deletion, Tenant } from "../../api/model";
import { count, plural } from "../../ui/format";

/** What is done for a tenant that goes, in the order in which it is done. */
const phases: Record<Deletion["phase"], string> = {
  work: "Ending what is under way",
  agents: "Removing agents",
  datasets: "Removing datasets",
  files: "Removing files",
  secrets: "Removing secrets",
  accounts: "Ending memberships",
  confirm: "Making sure that nothing is left",
  records: "Removing records",
  done: "Everything is removed",
};

const order = Object.keys(phases) as Deletion["phase"][];

/** How far a deletion is: what is being done, and about how much of it all is behind, in percent. */
export function progressOf({ phase }: Deletion): { doing: string; percent: number } {
  return { doing: phases[phase], percent: Math.round((order.indexOf(phase) / (order.length - 1)) * 100) };
}

const things: [keyof Deletion["removed"], string][] = [
  ["datasets", "dataset"],
  ["agents", "agent"],
  ["files", "file"],
  ["accounts", "membership"],
];

/** What is gone so far, in words: 3 datasets, 3 agents, 120 records. */
export function removedOf({ removed }: Deletion): string {
  const named = things.filter(([name]) => removed[name] > 0).map(([name, word]) => plural(removed[name], word));
  return [...named, removed.documents > 0 && `${count(removed.documents)} records`].filter(Boolean).join(", ");
}

/** Whether a tenant changes by itself at the moment. */
export function moving({ status }: Tenant): boolean {
  return status === "provisioning" || status === "deleting";
}
