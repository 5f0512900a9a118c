package isolation

import (
	"slices"

	"capidemo.dev/platform/local/operations"
	"capidemo.dev/platform/shared/tenant"
)

// Target is whose things an operation is asked about.
type Target string

// The targets.
const (
	None       Target = ""             // the operation is about no particular thing
	Own        Target = "own"          // made by who asks
	Colleagues Target = "colleague's"  // made by another member of the tenant
	Everybodys Target = "everybody's"  // a shared template
	Others     Target = "other tenant" // another tenant's
	Absent     Target = "absent"       // nothing's
	Deleted    Target = "deleted"      // once the own
	Malformed  Target = "malformed"    // nothing can have such an id
)

// Outcome is what an operation must answer.
type Outcome string

// The outcomes.
const (
	Allowed   Outcome = "allowed"   // what the document lists as success, or what the call in local/operations says
	Forbidden Outcome = "forbidden" // 403, and the same for every target
	Hidden    Outcome = "hidden"    // 404, byte for byte that of an absent thing
	SignIn    Outcome = "sign in"   // 401
	Refused   Outcome = "refused"   // 404 or 422, the same for everybody
)

// Actor is who asks: nobody, a role, or an API key that acts for a role.
type Actor struct {
	Name   string
	Nobody bool
	Role   tenant.Role
	Scopes []tenant.Permission // of an API key; none for a person
}

// Actors are all who can ask.
func Actors() []Actor {
	actors := []Actor{{Name: "nobody", Nobody: true}}
	for _, role := range tenant.Roles() {
		actors = append(actors, Actor{Name: string(role), Role: role})
	}
	return append(
		actors,
		Actor{Name: "key, all scopes", Role: tenant.TenantAdmin, Scopes: tenant.Permissions()},
		Actor{Name: "key, demos.chat", Role: tenant.TenantAdmin, Scopes: []tenant.Permission{tenant.DemosChat}},
		Actor{Name: "key, demos.read", Role: tenant.TenantAdmin, Scopes: []tenant.Permission{tenant.DemosRead}},
	)
}

// reach is how far the actor's permission goes.
func (a Actor) reach(permission string) tenant.Reach {
	p := tenant.Permission(permission)
	if a.Nobody || a.Scopes != nil && !slices.Contains(a.Scopes, p) {
		return tenant.Nothing
	}
	return tenant.ReachOf(a.Role, p)
}

// Targets are those that make sense for a call.
func Targets(c operations.Call) []Target {
	switch {
	case len(c.About) == 0:
		return []Target{None}
	case slices.Contains(c.About, "template_id"):
		return []Target{Own, Colleagues, Everybodys, Others, Absent, Malformed}
	case slices.ContainsFunc(c.About, Deletable):
		return []Target{Own, Colleagues, Others, Absent, Deleted, Malformed}
	default:
		return []Target{Own, Colleagues, Others, Absent, Malformed}
	}
}

// Deletable tells whether a thing can be deleted through the API so far; a table and what lies in a deleted thing are gone with it.
func Deletable(name string) bool {
	return name == "demo_id" || name == "webhook_id" || name == "conversation_id"
}

// Expect derives the outcome from the declared permission, the roles, and what kind of thing it is.
func Expect(op *operations.Operation, c operations.Call, a Actor, target Target) Outcome {
	if op.Public() {
		return Allowed
	}
	if op.Permission == operations.SignedIn {
		return signedIn(a, c, target)
	}
	if a.Nobody {
		return SignIn
	}
	reach := a.reach(op.Permission)
	if reach == tenant.Nothing || reach < c.Needs && target != Malformed { // the form of an id is judged before the reach: it tells nothing
		return Forbidden
	}
	if op.InPerson && a.Scopes != nil {
		return Forbidden
	}
	switch target {
	case None, Own:
		return Allowed
	case Colleagues:
		return when(reach >= tenant.Tenant)
	case Everybodys: // all may read it; only who runs the platform changes it, and who may change others is told so
		switch {
		case op.Reads(), reach >= tenant.Platform:
			return Allowed
		default:
			return Forbidden
		}
	case Others: // who runs the platform reaches tenants, and nothing in them
		return when(reach >= tenant.Platform && c.About[0] == "tenant_id")
	case Malformed:
		return Refused
	case Absent, Deleted:
		return Hidden
	default:
		return Hidden
	}
}

// signedIn is for operations that a sign-in is enough for: an API key is nobody's sign-in.
func signedIn(a Actor, c operations.Call, target Target) Outcome {
	switch {
	case a.Nobody || a.Scopes != nil:
		return SignIn
	case target == Malformed:
		return Refused
	case target == Absent || target == Deleted:
		return Hidden
	case target == Others:
		return when(c.Bearer)
	default:
		return Allowed
	}
}

func when(allowed bool) Outcome {
	if allowed {
		return Allowed
	}
	return Hidden
}
