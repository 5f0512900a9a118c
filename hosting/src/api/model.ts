import type { paths } from "./schema";

/** The body of a route's success. */
type Reply<
  Path extends keyof paths,
  Method extends keyof paths[Path] = "get" & keyof paths[Path],
> = paths[Path][Method] extends { responses: infer Responses }
  ? Responses[keyof Responses & (200 | 201 | 202)] extends { content: { "application/json": infer Body } }
    ? Body
    : never
  : never;

/** One item of a route's list. */
type Item<Path extends keyof paths> = Reply<Path> extends { items: (infer One)[] | null } ? One : never;

export type TemplateCard = Item<"/templates">;
export type Template = Reply<"/templates/{template_id}">;
export type Relationship = Template["relationships"][number];
export type Estimate = Reply<"/provision/estimate">;
export type Dashboard = Reply<"/dashboard">;
export type Demo = Dashboard["recent"][number];
export type DemoStatus = Demo["status"];
export type ExamStatus = Demo["exam"]["status"];
export type GoldenQuery = Item<"/demos/{demo_id}/golden-queries">;
export type HistoryEntry = Item<"/demos/{demo_id}/history">;
export type DemoTables = Reply<"/demos/{demo_id}/tables">;
export type DemoTable = DemoTables["items"][number];
export type Profile = Reply<"/demos/{demo_id}/tables/{table}/profile">;
export type ColumnProfile = Profile["columns"][number];
export type Certificate = Reply<"/demos/{demo_id}/exam">;
export type Conversation = Item<"/demos/{demo_id}/conversations">;
export type Job = Reply<"/provision/status/{job_id}">;
export type JobStatus = Job["status"];

export type Member = Item<"/users">;
export type Invite = Item<"/invites">;
export type ApiKey = Item<"/api-keys">;
export type Webhook = Item<"/webhooks">;
export type Delivery = Item<"/webhooks/{webhook_id}/deliveries">;
export type AuditEntry = Item<"/audit-entries">;
export type Tenant = Item<"/tenants">;
export type TenantLimits = Tenant["limits"];
export type Deletion = NonNullable<Tenant["deletion"]>;
export type Export = Item<"/tenants/{tenant_id}/exports">;
export type Usage = Reply<"/tenants/{tenant_id}/usage">;
export type Month = Usage["items"][number];
export type TenantQuota = Item<"/tenants/{tenant_id}/quota">;
export type TemplateVersion = Item<"/templates/{template_id}/versions">;
