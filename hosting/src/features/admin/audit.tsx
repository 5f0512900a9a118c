import { useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { useDeferredValue } from "react";
import { useSearchParams } from "react-router";

import type { AuditEntry } from "../../api/model";
import { useSession } from "../../session/session";
import { Button } from "../../ui/button";
import { Section } from "../../ui/page-head";
import { SearchField } from "../../ui/search-field";
import { Empty } from "../../ui/states";
import { Time } from "../../ui/time";
import { Listing, Row } from "./listing";
import { type AuditWanted, auditQuery } from "./queries";

/** Who changed what. What the list is narrowed to is in the address; a name that is pressed narrows to itself. */
export function Audit() {
  const { api } = useSession();
  const [parameters, setParameters] = useSearchParams();
  const wanted: AuditWanted = {
    action: parameters.get("action") ?? undefined,
    object: parameters.get("object") ?? undefined,
    actor: parameters.get("actor") ?? undefined,
  };
  const entries = useInfiniteQuery(auditQuery(api, useDeferredValue(wanted)));
  const narrowed = Object.values(wanted).some(Boolean);

  function narrow(name: keyof AuditWanted, value: string) {
    setParameters(
      (before) => {
        if (value) before.set(name, value);
        else before.delete(name);
        return before;
      },
      { replace: true },
    );
  }

  return (
    <Section
      title="Audit log"
      note="Every change of any state, with the request that made it. It holds no content of customers."
    >
      <div className="mb-5 flex flex-wrap items-center gap-3">
        <SearchField
          label="Action, such as demo.pin"
          value={wanted.action ?? ""}
          change={(value) => narrow("action", value)}
          className="w-full sm:w-72"
        />
        {wanted.object && <Button onClick={() => narrow("object", "")}>{wanted.object} ×</Button>}
        {wanted.actor && <Button onClick={() => narrow("actor", "")}>by {wanted.actor} ×</Button>}
      </div>
      <Listing
        what="audit entries"
        query={entries}
        empty={
          <Empty
            icon={<ScrollText aria-hidden className="size-5" />}
            title={narrowed ? "No entry matches" : "Nothing has changed yet"}
          >
            {narrowed && "An action is looked for as it is written, such as job.cancel."}
          </Empty>
        }
        row={(entry) => <Entry key={entry.id} entry={entry} narrow={narrow} />}
      />
    </Section>
  );
}

function Entry({ entry, narrow }: { entry: AuditEntry; narrow: (name: keyof AuditWanted, value: string) => void }) {
  const press = "rounded underline-offset-4 hover:underline";
  return (
    <Row
      title={
        <button type="button" className={`${press} font-mono text-sm`} onClick={() => narrow("action", entry.action)}>
          {entry.action}
        </button>
      }
      note={
        <>
          <button type="button" className={press} onClick={() => narrow("actor", entry.actor_id)}>
            <bdi>{entry.actor}</bdi>
          </button>
          {entry.via && <> with key {entry.via}</>} ·{" "}
          <button type="button" className={`${press} font-mono text-xs`} onClick={() => narrow("object", entry.object)}>
            {entry.object}
          </button>
          {entry.before && entry.after && entry.before !== entry.after && (
            <>
              {" "}
              · {entry.before} → {entry.after}
            </>
          )}
          {entry.request_id && (
            <>
              {" "}
              · <span className="font-mono text-xs">{entry.request_id}</span>
            </>
          )}
        </>
      }
      aside={<Time at={entry.at} className="tabular text-sm text-muted" />}
    />
  );
}
