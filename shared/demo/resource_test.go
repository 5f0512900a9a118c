package demo_test

import (
	"testing"

	"capidemo.dev/platform/shared/demo"
)

func TestWhoseAResourceIs(t *testing.T) {
	t.Parallel()
	mine := demo.Demo{Tenant: "acme", ID: "k3x"}
	for _, id := range []string{mine.DatasetName(), mine.AgentName()} {
		if owner, d, ok := demo.Owner(id); !ok || owner != "acme" || d != "k3x" {
			t.Errorf("%s: %s, %s, %v", id, owner, d, ok)
		}
	}
	for _, id := range []string{"", "d_", "d_acme", "d_acme_", "d_ACME_x", "d_acme_x_y", "tmpl_acme_x", "demo-acme", "demo-acme-x-y", "other", "d_a_x"} {
		if _, _, ok := demo.Owner(id); ok {
			t.Errorf("%q is taken for a demo's", id)
		}
	}
}

func TestWhichDemosKeepTheirResources(t *testing.T) {
	t.Parallel()
	for _, status := range []demo.DemoStatus{demo.DemoPending, demo.DemoProvisioning, demo.DemoActive, demo.DemoArchived, demo.DemoDeleting} {
		if d := (demo.Demo{Status: status}); !d.Keeps("") {
			t.Errorf("a demo that is %s loses what it may use", status)
		}
	}
	failed, deleted := demo.Demo{Status: demo.DemoFailed}, demo.Demo{Status: demo.DemoDeleted}
	if !failed.Keeps("d") || failed.Keeps("") || deleted.Keeps("d") {
		t.Error("failed demos keep theirs until they are cleaned up, deleted ones do not")
	}
}
