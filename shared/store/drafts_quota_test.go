package store_test

import (
	"strconv"
	"testing"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

func TestATenantDraftsWithinItsQuota(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	templates := w.As(t, "boss", "acme", tenant.TenantAdmin).Templates()
	drafted := func(n int) (demo.TemplateVersion, error) {
		return templates.Draft(t.Context(), draft("sales"+strconv.Itoa(n), "one", false))
	}
	first, err := drafted(0)
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n < demo.MaxTrials; n++ {
		if _, err := drafted(n); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := drafted(demo.MaxTrials); !fault.Is(err, fault.QuotaExceeded) {
		t.Errorf("one trial too many: %v", err)
	}
	trials := w.Function(t, "build", "acme").Trials()
	claim, _, err := trials.Claim(t.Context(), demo.TrialID(first.TemplateID, 1))
	if err != nil {
		t.Fatal(err)
	}
	if err := trials.Pass(t.Context(), claim, claim.Version); err != nil {
		t.Fatal(err)
	}
	if n := w.Counters(t, "acme").Trials; n != demo.MaxTrials-1 {
		t.Errorf("%d trials are counted", n)
	}
	if _, err := w.DB.Doc("tenants/acme").Update(t.Context(), []firestore.Update{{Path: "counters.templates", Value: demo.MaxPrivateTemplates}}); err != nil {
		t.Fatal(err)
	}
	if _, err := drafted(demo.MaxTrials); !fault.Is(err, fault.QuotaExceeded) {
		t.Errorf("one template too many: %v", err)
	}
	if again, err := templates.Draft(t.Context(), draft("sales0", "two", false)); err != nil || again.Number != 2 {
		t.Errorf("a new version of one there is: %d, %v", again.Number, err)
	}
	if v, err := templates.Deprecate(t.Context(), first.TemplateID, 1); err != nil || v.Status != demo.TemplateDeprecated {
		t.Errorf("a tested version that nobody activated: %s, %v", v.Status, err)
	}
}
