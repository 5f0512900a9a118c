package tenant_test

import (
	"testing"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// TestALeaderWithoutTheSecondFactorReachesNothing: where one is required, whoever leads sees who they are and nothing else, in no tenant and
// through no check; nobody else is affected.
func TestALeaderWithoutTheSecondFactorReachesNothing(t *testing.T) {
	t.Parallel()
	for _, role := range tenant.Roles() {
		for _, given := range []bool{false, true} {
			for _, required := range []bool{false, true} {
				scope := tenant.ForActor(actor(t, "me", role).WithFactor(given, required))
				missing := required && !given && role.Leads()
				if err := scope.Require(tenant.TemplatesRead); fault.Is(err, fault.FactorMissing) != missing || !missing && err != nil {
					t.Errorf("%s, given %v, required %v: %v", role, given, required, err)
				}
				if err := scope.Require(tenant.JobsRun); !fault.Is(err, fault.Forbidden) {
					t.Errorf("%s, given %v, required %v, of what the role lacks: %v", role, given, required, err)
				}
				if err := scope.RequireSelf(tenant.TemplatesRead); err != nil {
					t.Errorf("%s, given %v, required %v, of oneself: %v", role, given, required, err)
				}
				if scope.SecondFactor() != given {
					t.Errorf("%s: the second factor is %v, want %v", role, scope.SecondFactor(), given)
				}
				_, abroad := scope.In("rival")
				if reaches := scope.Covers(tenant.DemosRead, "me"); missing && (reaches || abroad == nil || scope.MayGrant(tenant.Participant) == nil) {
					t.Errorf("%s reaches without the second factor: own demo %v, another tenant %v", role, reaches, abroad)
				}
			}
		}
	}
}

// TestAFactorGoesAlong: who runs the platform has in another tenant the factor that they signed in with.
func TestAFactorGoesAlong(t *testing.T) {
	t.Parallel()
	for _, given := range []bool{false, true} {
		there, err := tenant.ForActor(actor(t, "root", tenant.SuperAdmin).WithFactor(given, false)).In("rival")
		if err != nil || there.SecondFactor() != given {
			t.Errorf("given %v: %v, %v", given, there.SecondFactor(), err)
		}
	}
}
