// Package tenant says who acts, in which tenant, and how far that reaches. A Scope is the key to all data: store.For takes one and
// nothing else, and a Scope can be made only from a verified actor, from the path of an event, or for a named system identity.
//
// What must not go in: how a credential is checked (shared/auth) and how data is read (shared/store).
// To add a permission or a role, extend the tables in permission.go; docs/permissions.md is generated from them.
package tenant

import (
	"regexp"
	"slices"
	"strings"

	"capidemo.dev/platform/shared/fault"
)

// ID identifies a tenant. It is safe as a part of a Firestore path and of a BigQuery dataset name.
type ID string

var idPattern = regexp.MustCompile(`^[a-z][a-z0-9]{2,23}$`)

// ParseID accepts a tenant id: 3 to 24 lower-case letters and digits, a letter first.
func ParseID(s string) (ID, error) {
	if !idPattern.MatchString(s) {
		return "", fault.New(fault.Invalid, "%q is no tenant id: use 3 to 24 lower-case letters and digits, starting with a letter", s)
	}
	return ID(s), nil
}

// Actor is a verified person: an active member of one tenant.
type Actor struct {
	uid    string
	tenant ID
	role   Role
	name   string
	key    string       // id of the API key that acts for the person; empty for the person
	only   []Permission // of a key: what it may do of what the person may
	frozen bool         // the tenant is suspended: nothing may be changed
	factor factor       // whether the sign-in had a second factor, and had to
}

// NewActor makes an actor; it refuses an empty uid, a malformed tenant and an unknown role.
func NewActor(uid string, id ID, role Role, name string) (Actor, error) {
	if _, err := ParseID(string(id)); err != nil {
		return Actor{}, err
	}
	if uid == "" || strings.ContainsAny(uid, "/\x00") {
		return Actor{}, fault.New(fault.Unauthenticated, "The credential names no user.")
	}
	if _, known := grants[role]; !known {
		return Actor{}, fault.New(fault.Forbidden, "Your membership has no known role; ask your tenant's admin.")
	}
	return Actor{uid: uid, tenant: id, role: role, name: name}, nil
}

// ByKey is the actor as an API key that acts for them: within the key's permissions, and never beyond what the person may do now.
func (a Actor) ByKey(id string, only []Permission) Actor {
	a.key, a.only = id, slices.Clone(only)
	return a
}

// Frozen is the actor in a suspended tenant: nothing may be changed.
func (a Actor) Frozen() Actor {
	a.frozen = true
	return a
}

// UID is the Firebase user id, the only key of a person.
func (a Actor) UID() string { return a.uid }

// Tenant is the tenant the actor is a member of.
func (a Actor) Tenant() ID { return a.tenant }

// Role is the actor's role in it.
func (a Actor) Role() Role { return a.role }

// Name is for display only.
func (a Actor) Name() string { return a.name }
