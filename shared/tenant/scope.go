package tenant

import (
	"strings"

	"capidemo.dev/platform/shared/fault"
)

// Scope is the right to touch one tenant's data in a named capacity. The zero Scope reaches nothing.
type Scope struct {
	tenant  ID
	subject string // uid of a person, or "system:<function>"
	reach   map[Permission]Reach
	key     string // id of the API key, if one acts
	frozen  bool
	home    ID     // the subject's own tenant, while they act in another one
	factor  factor // of the sign-in; another tenant's wish for one binds its own people
	role    Role   // of a person, to tell what they lack
}

// ForActor is the scope of a verified person.
func ForActor(a Actor) Scope {
	scope := Scope{tenant: a.tenant, subject: a.uid, reach: grants[a.role], key: a.key, frozen: a.frozen, factor: a.factor, role: a.role}
	if a.key != "" {
		scope.reach = map[Permission]Reach{}
		for _, permission := range a.only {
			scope.reach[permission] = grants[a.role][permission]
		}
	}
	if a.factor == factorMissing {
		scope.reach = nil
	}
	return scope
}

// In is the scope in another tenant, of somebody who runs the platform: for the tenant itself, not for what is in it. For everybody else
// another tenant is not there.
func (s Scope) In(id ID) (Scope, error) {
	if id == s.tenant {
		return s, nil
	}
	if _, err := ParseID(string(id)); err != nil || s.reach[TenantsManage] < Platform {
		return Scope{}, fault.New(fault.NotFound, "There is no such tenant.")
	}
	return Scope{tenant: id, subject: s.subject, reach: map[Permission]Reach{TenantsManage: Platform, QuotasRead: Tenant}, key: s.key, frozen: s.frozen, home: s.HomeTenant(), factor: s.factor}, nil
}

// MayGrant refuses to give a role, or to change who has it, to those who cannot do all that it can.
func (s Scope) MayGrant(role Role) error {
	if _, known := grants[role]; !known {
		return fault.New(fault.Invalid, "There is no role %q.", role).WithField("body.role", "is no role")
	}
	for permission, reach := range grants[role] {
		if s.reach[permission] < reach {
			return fault.New(fault.Forbidden, "The role %s includes %s, which you lack; nobody gives what they do not have.", role, permission)
		}
	}
	return nil
}

// Includes tells whether a role can do all that another can.
func (r Role) Includes(other Role) bool {
	for permission, reach := range grants[other] {
		if grants[r][permission] < reach {
			return false
		}
	}
	return true
}

// RequireChange refuses who may only read because the tenant is suspended.
func (s Scope) RequireChange() error {
	if s.frozen {
		return fault.New(fault.Forbidden, "Your tenant is suspended: its admins may look, and nothing can be changed. Ask the platform's admin.")
	}
	return nil
}

// Newcomer is a person who signed in and need not be a member of anything.
type Newcomer struct {
	UID, Email, Name string
	Verified         bool // the e-mail address is theirs
}

// ForNewcomer is the scope of a person who was invited to a tenant: for accepting that invite and nothing else.
func ForNewcomer(n Newcomer, id ID) (Scope, error) {
	if _, err := ParseID(string(id)); err != nil || n.UID == "" || strings.ContainsAny(n.UID, "/\x00") {
		return Scope{}, fault.New(fault.NotFound, "There is no such invite.")
	}
	return Scope{tenant: id, subject: n.UID, reach: map[Permission]Reach{InvitesAccept: Own}}, nil
}

// ForEvent is the scope of a function that an event of a document set off; the tenant comes from the document's path
// (tenants/{tenant}/...), never from its content.
func ForEvent(function, path string) (Scope, error) {
	parts := strings.Split(path, "/")
	if len(parts) < 3 || parts[0] != "tenants" {
		return Scope{}, fault.New(fault.Malformed, "The event's document %q lies in no tenant.", path)
	}
	return ForFunction(function, ID(parts[1]))
}

// ForFunction is the scope of a function working for a tenant that a verified caller named (a message of our own queue, a sweep).
func ForFunction(function string, id ID) (Scope, error) {
	reach, known := services[function]
	if !known {
		return Scope{}, fault.New(fault.Forbidden, "The function %q has no identity of its own.", function)
	}
	if _, err := ParseID(string(id)); err != nil {
		return Scope{}, err
	}
	return Scope{tenant: id, subject: "system:" + function, reach: reach}, nil
}

// Tenant is the tenant whose data may be touched.
func (s Scope) Tenant() ID { return s.tenant }

// Home tells whether the tenant is the one that the subject belongs to.
func (s Scope) Home() bool { return s.home == "" }

// HomeTenant is the tenant that the subject belongs to.
func (s Scope) HomeTenant() ID {
	if s.home != "" {
		return s.home
	}
	return s.tenant
}

// Subject says who acts, for created_by fields and audit entries.
func (s Scope) Subject() string { return s.subject }

// Reach tells how far a permission goes in this scope.
func (s Scope) Reach(permission Permission) Reach { return s.reach[permission] }

// Require refuses when the scope lacks the permission altogether.
func (s Scope) Require(permission Permission) error {
	if s.subject == "" {
		return fault.New(fault.Unauthenticated, "Sign in first: nobody is acting.")
	}
	if s.factor == factorMissing && grants[s.role][permission] != Nothing {
		return errFactor()
	}
	if s.reach[permission] == Nothing {
		return fault.New(fault.Forbidden, "Your role does not include %s; ask your tenant's admin.", permission)
	}
	return nil
}

// RequireOwn refuses when the permission does not reach objects that the scope's subject makes freely: a participant's lab is made by
// joining a workshop, not by asking for a demo.
func (s Scope) RequireOwn(permission Permission) error {
	if err := s.Require(permission); err != nil {
		return err
	}
	if s.reach[permission] < Own {
		return fault.New(fault.Forbidden, "Your role includes %s for your own lab only; a lab comes with joining a workshop.", permission)
	}
	return nil
}

// Covers reports whether the permission reaches an object that owner created.
func (s Scope) Covers(permission Permission, owner string) bool {
	switch s.reach[permission] {
	case Tenant, Platform:
		return s.subject != ""
	case Own, OwnLab:
		return owner != "" && owner == s.subject
	case Nothing:
		return false
	default:
		return false
	}
}

// Credential names what the scope was verified by, for limits: a person by the uid, an API key by its id.
func (s Scope) Credential() string {
	if s.key != "" {
		return "key:" + s.key
	}
	return s.subject
}

// Key is the id of the API key that acts, or nothing when a person does.
func (s Scope) Key() string { return s.key }
