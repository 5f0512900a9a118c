import { useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText, X } from "lucide-react";
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
        {wanted.actor && <Narrowed by="Person" value={wanted.actor} leave={() => narrow("actor", "")} />}
        {wanted.object && <Narrowed by="Object" value={wanted.object} leave={() => narrow("object", "")} />}
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

/** What the list is narrowed to besides the action, and the way out of it. */
function Narrowed({ by, value, leave }: { by: string; value: string; leave: () => void }) {
  return (
    <Button className="max-w-full whitespace-normal!" aria-label={`${by} ${value}, show all`} onClick={leave}>
      <span className="text-muted">{by}</span>
      <span className="min-w-0 text-left font-mono text-xs wrap-anywhere">{value}</span>
      <X aria-hidden className="size-4 shrink-0 text-muted" />
    </Button>
  );
}

function Entry({ entry, narrow }: { entry: AuditEntry; narrow: (name: keyof AuditWanted, value: string) => void }) {
  const press = "min-h-6 rounded text-left underline-offset-4 hover:underline";
  return (
    <Row
      title={
        <button type="button" className={`${press} font-mono text-sm`} onClick={() => narrow("action", entry.action)}>
          {entry.action}
        </button>
      }
      note={
        <>
          <span className="block">
            <button type="button" className={press} onClick={() => narrow("actor", entry.actor_id)}>
              <bdi>{entry.actor}</bdi>
            </button>
            {entry.via && <> with key {entry.via}</>}
            {entry.before && entry.after && entry.before !== entry.after && (
              <>
                {" "}
                · {entry.before} → {entry.after}
              </>
            )}
          </span>
          <button
            type="button"
            title="The object"
            className={`${press} font-mono text-xs leading-5`}
            onClick={() => narrow("object", entry.object)}
          >
            {entry.object}
          </button>
        </>
      }
      aside={
        <span className="text-right text-sm text-muted">
          <Time at={entry.at} className="tabular block" />
          {entry.request_id && (
            <span className="font-mono text-xs" title="The request">
              {entry.request_id}
            </span>
          )}
        </span>
      }
    />
  );
}
