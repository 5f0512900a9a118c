package export

import (
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/store"
)

type tenantLine struct {
	TenantID  string           `json:"tenant_id"`
	Name      string           `json:"name"`
	Status    string           `json:"status"`
	Limits    map[string]int64 `json:"limits"`
	Settings  map[string]bool  `json:"settings"`
	CreatedAt time.Time        `json:"created_at"`
}

func lineOfTenant(rec demo.TenantRecord) any {
	l := rec.Limits
	return tenantLine{
		TenantID: rec.ID, Name: rec.Name, Status: string(rec.Status), CreatedAt: rec.CreatedAt,
		Limits: map[string]int64{
			"active_demos": l.ActiveDemos, "concurrent_jobs": l.ConcurrentJobs, "provisions_per_month": l.ProvisionsPerMonth,
			"questions_per_day": l.QuestionsPerDay, "members": l.Members, "api_keys": l.APIKeys, "bytes_per_month": l.BytesPerMonth,
		},
		Settings: map[string]bool{"require_mfa": rec.Settings.RequireMFA},
	}
}

type userLine struct {
	UID      string     `json:"uid"`
	Name     string     `json:"name"`
	Email    string     `json:"email"`
	Role     string     `json:"role"`
	Active   bool       `json:"active"`
	Status   string     `json:"status"`
	JoinedAt time.Time  `json:"joined_at"`
	ErasedAt *time.Time `json:"erased_at,omitempty"`
}

func lineOfMember(x store.Held[demo.Member]) any {
	m := x.Value
	return userLine{m.UID, m.Name, m.Email, string(m.Role), m.Active, string(m.Standing()), m.CreatedAt, m.ErasedAt}
}

type inviteLine struct {
	Alias     string     `json:"alias"`
	Role      string     `json:"role"`
	Email     string     `json:"email,omitempty"`
	InvitedBy string     `json:"invited_by"`
	CreatedAt time.Time  `json:"created_at"`
	ExpiresAt time.Time  `json:"expires_at"`
	UsedBy    string     `json:"used_by,omitempty"`
	UsedAt    *time.Time `json:"used_at,omitempty"`
	RevokedAt *time.Time `json:"revoked_at,omitempty"`
}

func lineOfInvite(x store.Held[demo.Invite]) any {
	i := x.Value
	return inviteLine{alias(i.ID), string(i.Role), i.Email, i.CreatedBy, i.CreatedAt, i.ExpiresAt, i.UsedBy, i.UsedAt, i.RevokedAt}
}

type keyLine struct {
	Alias     string     `json:"alias"`
	Name      string     `json:"name"`
	Scopes    []string   `json:"scopes"`
	ActsFor   string     `json:"acts_for"`
	CreatedAt time.Time  `json:"created_at"`
	ExpiresAt time.Time  `json:"expires_at"`
	LastUsed  *time.Time `json:"last_used,omitempty"`
	RevokedAt *time.Time `json:"revoked_at,omitempty"`
}

func lineOfKey(x store.Held[demo.APIKey]) any {
	k := x.Value
	scopes := make([]string, len(k.Scopes))
	for i, one := range k.Scopes {
		scopes[i] = string(one)
	}
	return keyLine{alias(k.ID), k.Name, scopes, k.CreatedBy, k.CreatedAt, k.ExpiresAt, k.LastUsed, k.RevokedAt}
}

type webhookLine struct {
	WebhookID   string    `json:"webhook_id"`
	URL         string    `json:"url"`
	Description string    `json:"description"`
	Events      []string  `json:"events"`
	Status      string    `json:"status"`
	Reason      string    `json:"reason,omitempty"`
	CreatedBy   string    `json:"created_by"`
	CreatedAt   time.Time `json:"created_at"`
}

func lineOfWebhook(x store.Held[demo.Webhook]) any {
	w := x.Value
	return webhookLine{w.ID, w.URL, w.Description, append([]string{}, w.Events...), string(w.Status), w.Reason, w.CreatedBy, w.CreatedAt}
}

type deliveryLine struct {
	DeliveryID  string     `json:"delivery_id"`
	WebhookID   string     `json:"webhook_id"`
	Type        string     `json:"type"`
	Body        string     `json:"body"`
	Status      string     `json:"status"`
	Attempts    int        `json:"attempts"`
	Answer      int        `json:"answer"` // HTTP status of the last one; 0 when there was none
	CreatedAt   time.Time  `json:"created_at"`
	CompletedAt *time.Time `json:"completed_at"`
}

func lineOfDelivery(x store.Held[demo.Delivery]) any {
	d := x.Value
	return deliveryLine{d.ID, d.WebhookID, d.Type, d.Body, string(d.Status), d.Lease.Attempt, d.Answer, d.CreatedAt, d.CompletedAt}
}

type auditLine struct {
	ID           string    `json:"id"`
	At           time.Time `json:"at"`
	Actor        string    `json:"actor"` // uid, or the system
	Via          string    `json:"via,omitempty"`
	Action       string    `json:"action"`
	Object       string    `json:"object"`
	Before       string    `json:"before,omitempty"`
	After        string    `json:"after,omitempty"`
	BeforeDigest string    `json:"before_digest,omitempty"`
	AfterDigest  string    `json:"after_digest,omitempty"`
	RequestID    string    `json:"request_id,omitempty"`
}

func lineOfAuditEntry(x store.Held[store.AuditEntry]) any {
	e := x.Value
	return auditLine{
		ID: e.ID, At: e.CreatedAt, Actor: e.CreatedBy, Via: alias(e.Via), Action: e.Action, Object: object(e.Object), Before: e.Before,
		After: e.After, BeforeDigest: e.Digests.Before, AfterDigest: e.Digests.After, RequestID: e.RequestID,
	}
}

type exportLine struct {
	ExportID    string     `json:"export_id"`
	Status      string     `json:"status"`
	RequestedBy string     `json:"requested_by"`
	CreatedAt   time.Time  `json:"created_at"`
	CompletedAt *time.Time `json:"completed_at"`
}

func lineOfExport(x store.Held[demo.Export]) any {
	e := x.Value
	return exportLine{e.ID, string(e.Status), e.CreatedBy, e.CreatedAt, e.CompletedAt}
}

type erasureLine struct {
	UID         string           `json:"uid"`
	Status      string           `json:"status"`
	Removed     map[string]int64 `json:"removed"`
	RequestedBy string           `json:"requested_by"`
	CreatedAt   time.Time        `json:"created_at"`
	CompletedAt *time.Time       `json:"completed_at"`
}

func lineOfErasure(x store.Held[demo.Erasure]) any {
	e := x.Value
	return erasureLine{e.UID, string(e.Status), e.Removed, e.CreatedBy, e.CreatedAt, e.CompletedAt}
}
