package store

import (
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

// settle changes whether the tenant's admins need a second factor. Who requires one has one, so nobody locks themselves out; and it takes a
// person, because an API key outlives the sign-in that made it.
func (t Tenants) settle(x *demo.TenantRecord, requireMFA *bool) error {
	if requireMFA == nil || *requireMFA == x.Settings.RequireMFA {
		return nil
	}
	if t.scope.Key() != "" {
		return fault.New(fault.Forbidden, "Whether admins need a second factor is changed by a person who signed in, not with an API key.")
	}
	if *requireMFA && !t.scope.SecondFactor() {
		return fault.New(fault.Conflict, "You signed in without a second factor, and requiring one would lock you out: add one to your account, sign in with it, and send this again.")
	}
	x.Settings.RequireMFA = *requireMFA
	return nil
}

// tenantState is what the audit log says of a tenant.
func tenantState(x demo.TenantRecord) string {
	if x.Settings.RequireMFA {
		return string(x.Status) + ", second factor required"
	}
	return string(x.Status)
}
