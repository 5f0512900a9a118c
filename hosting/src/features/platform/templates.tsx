import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { LibraryBig, Undo2 } from "lucide-react";
import { useState } from "react";

import { reply } from "../../api/client";
import type { TemplateCard, TemplateVersion } from "../../api/model";
import { useSession } from "../../session/session";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { day, plural } from "../../ui/format";
import { Section } from "../../ui/page-head";
import { Empty, Failure, Loading, Skeleton } from "../../ui/states";
import { Time } from "../../ui/time";
import { useToasts } from "../../ui/toast";
import { Row, Rows } from "../admin/listing";
import { templatesQuery } from "../templates/queries";
import { versionsQuery } from "./queries";

/** The templates and their versions: which one new demos are made of. */
export function Templates() {
  const { api } = useSession();
  const templates = useQuery(templatesQuery(api));
  const [open, setOpen] = useState<string>();
  return (
    <Section title="Templates" note="A version is immutable. Demos that run keep theirs, whatever happens here.">
      {templates.isPending && (
        <Loading what="templates">
          <Skeleton className="h-72 rounded-card" />
        </Loading>
      )}
      {templates.isError && <Failure error={templates.error} retry={() => void templates.refetch()} />}
      {templates.data?.length === 0 && (
        <Empty icon={<LibraryBig aria-hidden className="size-5" />} title="Nothing is published yet" />
      )}
      {templates.data && templates.data.length > 0 && (
        <Rows label="Templates">
          {templates.data.map((card) => (
            <TemplateRow
              key={card.template_id}
              card={card}
              open={open === card.template_id}
              toggle={() => setOpen(open === card.template_id ? undefined : card.template_id)}
            />
          ))}
        </Rows>
      )}
    </Section>
  );
}

function TemplateRow({ card, open, toggle }: { card: TemplateCard; open: boolean; toggle: () => void }) {
  return (
    <>
      <Row
        title={
          <>
            {card.display_name}
            {card.private && <Badge>private</Badge>}
          </>
        }
        note={
          <>
            {card.industry} · version {card.version} ·{" "}
            {card.uses === 0 ? "never used" : `used ${plural(card.uses, "time")}`}
          </>
        }
        aside={
          <Button aria-expanded={open} onClick={toggle}>
            {open ? "Hide versions" : "Versions"}
          </Button>
        }
      />
      {open && <Versions templateId={card.template_id} active={card.version} />}
    </>
  );
}

const tones = { draft: "neutral", tested: "accent", active: "good", deprecated: "warn" } as const;

function Versions({ templateId, active }: { templateId: string; active: number }) {
  const { api } = useSession();
  const versions = useQuery(versionsQuery(api, templateId));
  const { rollback } = useMoves(templateId);
  return (
    <li className="bg-sunken/60 px-5 py-4">
      {versions.isPending && <Skeleton className="h-16" />}
      {versions.isError && <Failure error={versions.error} retry={() => void versions.refetch()} />}
      {versions.data && (
        <>
          <ul aria-label={`Versions of ${templateId}`} className="space-y-2">
            {versions.data.map((version) => (
              <Version
                key={version.number}
                templateId={templateId}
                version={version}
                current={version.number === active}
              />
            ))}
          </ul>
          {versions.data.length > 1 && (
            <Button className="mt-3" busy={rollback.isPending} onClick={() => rollback.mutate()}>
              <Undo2 aria-hidden className="size-4" /> Back to the version before
            </Button>
          )}
        </>
      )}
    </li>
  );
}

function Version({ templateId, version, current }: { templateId: string; version: TemplateVersion; current: boolean }) {
  const { activate, deprecate } = useMoves(templateId);
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 rounded-field border border-line bg-surface px-4 py-2.5 text-sm">
      <span className="flex flex-wrap items-center gap-2">
        <span className="font-medium">Version {version.number}</span>
        <Badge tone={tones[version.status]}>{version.status}</Badge>
        {current && <Badge tone="accent">new demos</Badge>}
        <span className="text-muted">
          data until {day(version.anchor)} · <Time at={version.created_at} relative />
        </span>
      </span>
      <span className="flex gap-2 empty:hidden">
        {(version.status === "tested" || (version.status === "active" && !current)) && (
          <Button busy={activate.isPending} onClick={() => activate.mutate(version.number)}>
            Activate
          </Button>
        )}
        {version.status === "active" && !current && (
          <Button tone="danger" busy={deprecate.isPending} onClick={() => deprecate.mutate(version.number)}>
            Deprecate
          </Button>
        )}
      </span>
    </li>
  );
}

/** What can be done with a template's versions. The server refuses what is not allowed and says why. */
function useMoves(templateId: string) {
  const { api } = useSession();
  const queries = useQueryClient();
  const toasts = useToasts();
  const settled = {
    onError: toasts.sayFailure,
    onSettled: () => queries.invalidateQueries({ queryKey: ["templates"] }),
  };
  const path = (number: number) => ({ params: { path: { template_id: templateId, number } } });
  const activate = useMutation({
    mutationFn: (number: number) =>
      reply(api.POST("/templates/{template_id}/versions/{number}/activate", path(number))),
    onSuccess: (_, number) => toasts.say({ text: `New demos are made of version ${number}` }),
    ...settled,
  });
  const deprecate = useMutation({
    mutationFn: (number: number) =>
      reply(api.POST("/templates/{template_id}/versions/{number}/deprecate", path(number))),
    onSuccess: (_, number) => toasts.say({ text: `Version ${number} is deprecated` }),
    ...settled,
  });
  const rollback = useMutation({
    mutationFn: () =>
      reply(api.POST("/templates/{template_id}/rollback", { params: { path: { template_id: templateId } } })),
    onSuccess: () => toasts.say({ text: "New demos are made of the version before" }),
    ...settled,
  });
  return { activate, deprecate, rollback };
}
