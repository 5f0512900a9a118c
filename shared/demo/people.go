package demo

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// The states of a tenant. TenantActiveStatus is the one in which its people may act; in a suspended one its admins may look.
const (
	TenantProvisioning TenantStatus = "provisioning"
	TenantSuspended    TenantStatus = "suspended"
	TenantDeleting     TenantStatus = "deleting"
	TenantDeleted      TenantStatus = "deleted"
)

// TenantMachine is every legal move of a tenant.
var TenantMachine = Machine[TenantStatus]{ //nolint:gochecknoglobals // a constant table; Go has no constant maps
	TenantProvisioning: {TenantActiveStatus, TenantDeleting},
	TenantActiveStatus: {TenantSuspended, TenantDeleting},
	TenantSuspended:    {TenantActiveStatus, TenantDeleting},
	TenantDeleting:     {TenantDeleted},
	TenantDeleted:      {},
}

// NewTenant makes a provisioning tenant; its errand ErrandOnboard makes what it needs and opens it.
func NewTenant(id tenant.ID, name, by string, limits Limits, now time.Time) (TenantRecord, error) {
	shown, err := DisplayName(name)
	if err != nil {
		return TenantRecord{}, err
	}
	return TenantRecord{
		Meta: Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: by, Version: 1},
		ID:   string(id), Name: shown, Slug: string(id), Revision: 1, Status: TenantProvisioning, Limits: limits,
	}, nil
}

// MaxDisplayName is the longest accepted name of a tenant or a key, in characters.
const MaxDisplayName = 80

// DisplayName accepts a name that is shown to people: not empty, no control or invisible formatting characters.
func DisplayName(s string) (string, error) {
	name := strings.TrimSpace(s)
	wrong := ""
	switch {
	case name == "":
		wrong = "is empty; write a name"
	case !utf8.ValidString(name) || strings.IndexFunc(name, func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) }) >= 0:
		wrong = "contains a control character; remove it"
	case utf8.RuneCountInString(name) > MaxDisplayName:
		wrong = "is longer than 80 characters; shorten it"
	}
	if wrong != "" {
		return "", fault.New(fault.Invalid, "The name %s.", wrong).WithField("body.name", "%s", wrong)
	}
	return name, nil
}

// APIKey is the document tenants/{t}/api_keys/{id}. The key itself is shown once and never stored: its id is a keyed hash of it.
type APIKey struct {
	Meta
	ID        string              `firestore:"id"`
	Name      string              `firestore:"name"`
	Preview   string              `firestore:"preview"` // the key's beginning, to tell keys apart
	Scopes    []tenant.Permission `firestore:"scopes"`
	ExpiresAt time.Time           `firestore:"expires_at"`
	LastUsed  *time.Time          `firestore:"last_used"` // written at most hourly
	RevokedAt *time.Time          `firestore:"revoked_at"`
}

// Status says whether the key opens anything.
func (k *APIKey) Status(now time.Time) string {
	switch {
	case k.RevokedAt != nil:
		return "revoked"
	case !now.Before(k.ExpiresAt):
		return "expired"
	default:
		return "active"
	}
}

// Invite is the document tenants/{t}/invites/{hash}: who has the code may join with the role, once.
type Invite struct {
	Meta
	ID        string      `firestore:"id"` // SHA-256 of the code
	Preview   string      `firestore:"preview"`
	Role      tenant.Role `firestore:"role"`
	Email     string      `firestore:"email"` // of the only person it is for; empty for whoever has the code
	Home      string      `firestore:"home"`  // tenant of who made it from outside, because they run the platform; empty for one of the tenant's own
	ExpiresAt time.Time   `firestore:"expires_at"`
	UsedBy    string      `firestore:"used_by"` // uid
	UsedAt    *time.Time  `firestore:"used_at"`
	RevokedAt *time.Time  `firestore:"revoked_at"`
}

// Status says whether the invite can still be accepted.
func (i *Invite) Status(now time.Time) string {
	switch {
	case i.UsedAt != nil:
		return "accepted"
	case i.RevokedAt != nil:
		return "revoked"
	case !now.Before(i.ExpiresAt):
		return "expired"
	default:
		return "open"
	}
}

// Admits reports whether the invite is for the newcomer.
func (i *Invite) Admits(n tenant.Newcomer) bool {
	return i.Email == "" || n.Verified && strings.EqualFold(i.Email, n.Email)
}
