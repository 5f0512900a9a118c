import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";

import { done } from "../../api/client";
import type { ApiKey } from "../../api/model";
import { useSession } from "../../session/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Section } from "../../ui/page-head";
import { Empty } from "../../ui/states";
import { Time } from "../../ui/time";
import { useToasts } from "../../ui/toast";
import { KeyDialog } from "./key-dialog";
import { Listing, Row } from "./listing";
import { wordsOf } from "./permissions";
import { keysQuery } from "./queries";

/** The keys with which programs use the API. */
export function Keys() {
  const { api } = useSession();
  const keys = useInfiniteQuery(keysQuery(api));
  const [making, setMaking] = useState(false);
  const make = (
    <Button tone="accent" onClick={() => setMaking(true)}>
      <Plus aria-hidden className="size-4" /> Make a key
    </Button>
  );
  return (
    <>
      <Section
        title="API keys"
        note={
          <>
            A program sends its key as <code className="font-mono text-xs">X-API-Key</code>. It may do what the key
            says, and never more than who made it.
          </>
        }
        actions={make}
      >
        <Listing
          what="API keys"
          query={keys}
          empty={
            <Empty icon={<KeyRound aria-hidden className="size-5" />} title="No keys yet">
              Make one to use the API from a program.
            </Empty>
          }
          row={(key) => <KeyRow key={key.key_id} apiKey={key} />}
        />
      </Section>
      {making && <KeyDialog close={() => setMaking(false)} />}
    </>
  );
}

const tones = { active: "good", expired: "neutral", revoked: "neutral" } as const;

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const { api } = useSession();
  const queries = useQueryClient();
  const toasts = useToasts();
  const revoke = useMutation({
    mutationFn: () => done(api.DELETE("/api-keys/{key_id}", { params: { path: { key_id: apiKey.key_id } } })),
    onSuccess: () => toasts.say({ text: "The key opens nothing any more" }),
    onError: toasts.sayFailure,
    onSettled: () => queries.invalidateQueries({ queryKey: ["api-keys"] }),
  });
  return (
    <Row
      title={
        <>
          <bdi>{apiKey.name}</bdi>
          <Badge tone={tones[apiKey.status]}>{apiKey.status}</Badge>
        </>
      }
      note={
        <>
          <code className="font-mono text-xs">{apiKey.preview}…</code> · {apiKey.scopes.map(wordsOf).join(", ")} ·{" "}
          {apiKey.last_used ? (
            <>
              used <Time at={apiKey.last_used} relative />
            </>
          ) : (
            "never used"
          )}{" "}
          · until <Time at={apiKey.expires_at} />
        </>
      }
      aside={
        apiKey.status === "active" && (
          <Button tone="danger" busy={revoke.isPending} onClick={() => revoke.mutate()}>
            Revoke
          </Button>
        )
      }
    />
  );
}
