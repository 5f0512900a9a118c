package tenant

import "capidemo.dev/platform/shared/fault"

// factor is what is known of the second factor of a sign-in. The zero factor is that of everybody who signed in with one and need not have
// had more: API keys and functions among them.
type factor uint8

const (
	factorNone    factor = iota // there was none, and none is wanted
	factorGiven                 // there was one
	factorMissing               // there was none, and the tenant wants one of who leads it
)

// WithFactor is the actor by a sign-in that had a second factor or not. Where one is required of whoever leads the tenant, a leader without
// it may see who they are and nothing else. An API key has no factors: it is made by somebody who had what was wanted.
func (a Actor) WithFactor(given, required bool) Actor {
	switch {
	case given:
		a.factor = factorGiven
	case required && a.role.Leads():
		a.factor = factorMissing
	default:
		a.factor = factorNone
	}
	return a
}

// SecondFactor tells whether the sign-in had a second factor.
func (s Scope) SecondFactor() bool { return s.factor == factorGiven }

// RequireSelf refuses who may not see who they are: a person of whom a second factor is missing may, or they would not find out what is.
func (s Scope) RequireSelf(permission Permission) error {
	if s.factor == factorMissing {
		return nil
	}
	return s.Require(permission)
}

func errFactor() error {
	return fault.New(fault.FactorMissing, "Your tenant requires a second factor of its admins: add one to your account and sign in with it.")
}
