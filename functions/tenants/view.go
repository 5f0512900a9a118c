package tenants

import (
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/host"
)

// CreateTenantRequest is POST /tenants.
type CreateTenantRequest struct {
	Body struct {
		TenantID string `json:"tenant_id" minLength:"3" maxLength:"24" pattern:"^[a-z][a-z0-9]+$" doc:"Lower-case letters and digits; it never changes, and is never given again"`
		Name     string `json:"name" minLength:"1" maxLength:"80"`
	}
}

// TenantRequest names a tenant.
type TenantRequest struct {
	TenantID string `path:"tenant_id" maxLength:"80"`
}

// ListTenantsRequest is GET /tenants.
type ListTenantsRequest struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor string `query:"cursor" maxLength:"500" doc:"next_cursor of the last reply"`
}

// UpdateTenantRequest is PATCH /tenants/{tenant_id}.
type UpdateTenantRequest struct {
	TenantID string `path:"tenant_id" maxLength:"80"`
	IfMatch  string `header:"If-Match" maxLength:"40" doc:"The ETag of the tenant as you have read it"`
	Body     struct {
		Name   *string     `json:"name,omitempty" minLength:"1" maxLength:"80"`
		Status *string     `json:"status,omitempty" enum:"active,suspended"`
		Limits *LimitsView `json:"limits,omitempty"`

		Settings *TenantSettingsChange `json:"settings,omitempty"`
	}
}

// TenantSettingsChange is what is to become of the settings; what is left out stays as it is.
type TenantSettingsChange struct {
	RequireMFA *bool `json:"require_mfa,omitempty" doc:"Whether the tenant's admins have to sign in with a second factor. It takes one to switch this on, and a person: no API key changes it"`
}

// TenantSettingsView is what a tenant's admins decided for everybody in it.
type TenantSettingsView struct {
	RequireMFA bool `json:"require_mfa" doc:"The tenant's admins have to sign in with a second factor"`
}

// LimitsView is what a tenant may use.
type LimitsView struct {
	ActiveDemos        int64  `json:"active_demos" minimum:"0"`
	ConcurrentJobs     int64  `json:"concurrent_jobs" minimum:"0"`
	ProvisionsPerMonth int64  `json:"provisions_per_month" minimum:"0"`
	QuestionsPerDay    int64  `json:"questions_per_day" minimum:"0"`
	Members            int64  `json:"members" minimum:"1"`
	APIKeys            int64  `json:"api_keys" minimum:"0"`
	BytesPerMonth      *int64 `json:"bytes_per_month,omitempty" minimum:"0" doc:"Billed by BigQuery for answers, exams, trials of templates and looks at data; 0 is no limit. Left out, it stays as it is"`
}

// TenantView is a tenant.
type TenantView struct {
	TenantID string             `json:"tenant_id"`
	Name     string             `json:"name"`
	Status   string             `json:"status" enum:"provisioning,active,suspended,deleting,deleted"`
	Limits   LimitsView         `json:"limits"`
	Settings TenantSettingsView `json:"settings"`

	SetupError string        `json:"setup_error,omitempty" doc:"Of a provisioning one: why it takes longer; it is tried again by itself"`
	Deletion   *DeletionView `json:"deletion,omitempty" doc:"Of one that is being deleted, or was"`

	CreatedAt time.Time `json:"created_at"`
	UpdatedAt time.Time `json:"updated_at"`
}

// TenantReply carries one tenant.
type TenantReply struct {
	ETag string `header:"ETag"`
	Body TenantView
}

// TenantsReply carries a part of the tenants.
type TenantsReply struct {
	Body TenantPage
}

// TenantPage is a part of the tenants.
type TenantPage struct {
	Items []TenantView `json:"items"`
	Next  string       `json:"next_cursor,omitempty"`
}

// TenantQuotaLine is one quota of a tenant.
type TenantQuotaLine struct {
	Name  string `json:"name"`
	Used  int64  `json:"used"`
	Limit int64  `json:"limit"`
	Unit  string `json:"unit,omitempty" doc:"Per what it is counted, such as month"`
}

// QuotaReply carries a tenant's quota.
type QuotaReply struct {
	Body QuotaPage
}

// QuotaPage is a tenant's quota.
type QuotaPage struct {
	Items []TenantQuotaLine `json:"items"`
}

// CreateKeyRequest is POST /api-keys.
type CreateKeyRequest struct {
	Body struct {
		Name          string   `json:"name" minLength:"1" maxLength:"80" doc:"What it is for"`
		Scopes        []string `json:"scopes" minItems:"1" maxItems:"30" uniqueItems:"true" doc:"Permissions, of those that you have (docs/permissions.md)"`
		ExpiresInDays int      `json:"expires_in_days,omitempty" minimum:"1" maximum:"365" default:"90"`
	}
}

// ListKeysRequest is GET /api-keys.
type ListKeysRequest struct {
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor string `query:"cursor" maxLength:"500"`
}

// KeyRequest names an API key.
type KeyRequest struct {
	KeyID string `path:"key_id" maxLength:"80"`
}

// KeyView is an API key as it is shown again.
type KeyView struct {
	KeyID     string     `json:"key_id"`
	Name      string     `json:"name"`
	Preview   string     `json:"preview" doc:"How the key begins"`
	Scopes    []string   `json:"scopes"`
	Status    string     `json:"status" enum:"active,expired,revoked"`
	ActsFor   string     `json:"acts_for" doc:"uid of who made it; it never does more than they may"`
	CreatedAt time.Time  `json:"created_at"`
	ExpiresAt time.Time  `json:"expires_at"`
	LastUsed  *time.Time `json:"last_used,omitempty" doc:"To the hour"`
	RevokedAt *time.Time `json:"revoked_at,omitempty"`
}

// CreatedKeyReply carries a new key.
type CreatedKeyReply struct {
	Body CreatedKeyView
}

// CreatedKeyView is a new key, and the key itself this once.
type CreatedKeyView struct {
	KeyView
	Key string `json:"key" doc:"Send it as X-API-Key; it is not shown again"`
}

// KeyReply carries one key.
type KeyReply struct {
	Body KeyView
}

// KeysReply carries a part of the keys.
type KeysReply struct {
	Body KeyPage
}

// KeyPage is a part of the keys.
type KeyPage struct {
	Items      []KeyView `json:"items"`
	NextCursor string    `json:"next_cursor,omitempty"`
}

// AuditRequest is GET /audit-entries.
type AuditRequest struct {
	Limit  int       `query:"limit" minimum:"1" maximum:"100" default:"50"`
	Cursor string    `query:"cursor" maxLength:"500"`
	Action string    `query:"action" maxLength:"60" example:"demo.provision"`
	Object string    `query:"object" maxLength:"300" doc:"Path below the tenant, such as demos/d1"`
	Actor  string    `query:"actor" maxLength:"128" doc:"uid, or system: and a function's word"`
	From   time.Time `query:"from" doc:"From this instant on"`
	To     time.Time `query:"to" doc:"Before this instant"`
}

// AuditReply carries a part of the audit log.
type AuditReply struct {
	Body AuditPage
}

// AuditPage is a part of the audit log.
type AuditPage struct {
	Items      []AuditView `json:"items"`
	NextCursor string      `json:"next_cursor,omitempty"`
}

// AuditView is one change. It carries states and digests, and no content.
type AuditView struct {
	ID           string    `json:"id"`
	At           time.Time `json:"at"`
	ActorID      string    `json:"actor_id"`
	Actor        string    `json:"actor" doc:"Display name, or the system"`
	Via          string    `json:"via,omitempty" doc:"API key that acted for the person"`
	Action       string    `json:"action"`
	Object       string    `json:"object"`
	Before       string    `json:"before,omitempty"`
	After        string    `json:"after,omitempty"`
	BeforeDigest string    `json:"before_digest,omitempty" doc:"SHA-256 of the object as it was"`
	AfterDigest  string    `json:"after_digest,omitempty"  doc:"SHA-256 of the object as it became"`
	RequestID    string    `json:"request_id,omitempty"`
}

func replyTenant(rec demo.TenantRecord, err error) (*TenantReply, error) {
	if err != nil {
		return nil, err
	}
	return &TenantReply{ETag: host.ETag(max(rec.Revision, 1)), Body: viewTenant(rec)}, nil
}

func viewTenant(rec demo.TenantRecord) TenantView {
	return TenantView{
		TenantID: rec.ID, Name: rec.Name, Status: string(rec.Status), Limits: viewLimits(rec.Limits),
		Settings: TenantSettingsView(rec.Settings), CreatedAt: rec.CreatedAt, UpdatedAt: rec.UpdatedAt,
		SetupError: rec.SetupError, Deletion: viewDeletion(rec.Departure),
	}
}

func viewKey(key demo.APIKey, now time.Time) KeyView {
	scopes := make([]string, len(key.Scopes))
	for i, one := range key.Scopes {
		scopes[i] = string(one)
	}
	return KeyView{
		KeyID: key.ID, Name: key.Name, Preview: key.Preview, Scopes: scopes, Status: key.Status(now), ActsFor: key.CreatedBy,
		CreatedAt: key.CreatedAt, ExpiresAt: key.ExpiresAt, LastUsed: key.LastUsed, RevokedAt: key.RevokedAt,
	}
}
