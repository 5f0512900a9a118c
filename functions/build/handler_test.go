package build_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

func TestAGoodDraftIsTestedAndItsGoldenDatasetReady(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.draft(t, same)
	if err := b.deliver(t, v); err != nil {
		t.Fatal(err)
	}
	if l := b.line(t, v); l.Status != demo.TemplateTested || l.Proof != demo.ProofGreen || l.Rows != 8600 {
		t.Fatalf("%s, %s, %d rows: %v", l.Status, l.Proof, l.Rows, l.Faults)
	}
	if _, err := b.admin.Activate(t.Context(), v.TemplateID, v.Number); err != nil {
		t.Fatal(err)
	}
	active, err := b.admin.Active(t.Context(), v.TemplateID)
	if err != nil || len(active.GoldenQueries) != 4 || active.GoldenQueries[0].Expected == nil || active.Anchor != "2026-03-01" {
		t.Fatalf("%+v, %v", active, err)
	}
	labels, err := b.stand.Warehouse.Labels(t.Context(), active.GoldenDataset)
	if err != nil || labels["state"] != "ready" || !strings.HasPrefix(active.GoldenDataset, "tmpl_acme_cafes_v1_20260301_") {
		t.Errorf("%s: %v, %v", active.GoldenDataset, labels, err)
	}
	if build, err := b.admin.Of(t.Context(), demo.Demo{TemplateID: v.TemplateID, TemplateVersion: 1, Build: active.BuildID()}); err != nil || build.Rows != 8600 {
		t.Errorf("its build has %d rows, %v", build.Rows, err)
	}
}

// TestATrialIsOnItsTenantsBill: the golden queries that a trial runs are counted, whether the version passes or not.
func TestATrialIsOnItsTenantsBill(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(string) string{
		"passed": same,
		"failed": func(document string) string {
			return strings.Replace(document, "measures: {revenue: sum(amount)}", "measures: {revenue: count()}", 1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			if err := b.deliver(t, b.draft(t, change)); err != nil {
				t.Fatal(err)
			}
			months, err := b.world.As(t, "boss", "acme", tenant.TenantAdmin).Usage().Months(t.Context(), demo.Month(b.world.Clock.Now()), 1)
			if err != nil || months[0].BytesBilled == 0 {
				t.Errorf("%+v, %v", months, err)
			}
		})
	}
}

func TestDuplicateEventsBuildOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.draft(t, same)
	scope, err := tenant.ForFunction("build", "acme")
	if err != nil {
		t.Fatal(err)
	}
	event := b.world.Event(t, "trials/"+demo.TrialID(v.TemplateID, v.Number))
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if err := b.handler.HandleEvent(t.Context(), scope, event); err != nil && !fault.Retryable(err) {
				t.Errorf("a duplicate failed for good: %v", err)
			}
		})
	}
	wg.Wait()
	if err := b.handler.HandleEvent(t.Context(), scope, event); err != nil { // late
		t.Error(err)
	}
	if l, loads := b.line(t, v), b.warehouse.loads.Load(); l.Status != demo.TemplateTested || loads != 1 {
		t.Errorf("%s after %d loads", l.Status, loads)
	}
}

func TestAWrongExpectationIsToldToItsAuthor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ old, broken, says string }{
		"another result":  {"measures: {revenue: sum(amount)}}", "measures: {revenue: count()}}", "Golden query revenue_last_month (What was our revenue last month?): its SQL gives another result"},
		"unknown columns": {"SELECT SUM(amount) AS revenue", "SELECT SUM(price) AS revenue", "the warehouse refuses its SQL"},
		"a forbidden one": {"SELECT SUM(amount) AS revenue", "SELECT SUM(amount) AS revenue, SESSION_USER() AS me", "the warehouse refuses its SQL"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			v := b.draft(t, func(document string) string { return strings.Replace(document, c.old, c.broken, 1) })
			if err := b.deliver(t, v); err != nil {
				t.Fatal(err)
			}
			l := b.line(t, v)
			if l.Status != demo.TemplateDraft || l.Proof != demo.ProofRed || len(l.Faults) != 1 || !strings.Contains(l.Faults[0], c.says) {
				t.Errorf("%s, %s: %q", l.Status, l.Proof, l.Faults)
			}
			if _, err := b.admin.Activate(t.Context(), v.TemplateID, v.Number); !fault.Is(err, fault.Conflict) {
				t.Errorf("activating it: %v", err)
			}
			if n, err := b.stand.Bucket.DeletePrefix(t.Context(), "v1/acme-cafes/"); err != nil || n != 0 {
				t.Errorf("%d files are left behind, %v", n, err)
			}
		})
	}
}

func TestWhatMayPassIsTriedAgain(t *testing.T) {
	t.Parallel()
	for _, call := range []string{"load", "query"} {
		t.Run(call, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			v := b.draft(t, same)
			event := b.world.Event(t, "trials/"+demo.TrialID(v.TemplateID, v.Number))
			scope, err := tenant.ForFunction("build", "acme")
			if err != nil {
				t.Fatal(err)
			}
			away, cancel := context.WithCancel(t.Context())
			b.warehouse.fail = func(c string) error {
				if c != call {
					return nil
				}
				cancel() // the instance is being shut down while the warehouse is away
				return fault.New(fault.Unavailable, "The warehouse is away.")
			}
			if err := b.handler.HandleEvent(away, scope, event); !fault.Retryable(err) {
				t.Fatalf("%v, want another delivery", err)
			}
			if l := b.line(t, v); l.Status != demo.TemplateDraft || l.Proof != demo.ProofRunning {
				t.Errorf("%s, %s", l.Status, l.Proof)
			}
			b.warehouse.fail = func(string) error { return nil }
			if err := b.handler.HandleEvent(t.Context(), scope, event); err != nil {
				t.Fatal(err)
			}
			if l := b.line(t, v); l.Status != demo.TemplateTested {
				t.Errorf("%s: %v", l.Status, l.Faults)
			}
		})
	}
}

func TestASilentTrialGoesOn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.draft(t, same)
	trials, id := b.world.Function(t, "sweep", "acme").Trials(), demo.TrialID(v.TemplateID, v.Number)
	if _, _, err := trials.Claim(t.Context(), id); err != nil { // by a worker that dies
		t.Fatal(err)
	}
	b.world.Clock.Advance(demo.Patience)
	found := 0
	for trial, err := range b.world.System.SilentTrials(t.Context()) {
		if err != nil || trial.Trial != id || trial.Tenant != "acme" {
			t.Errorf("%+v, %v", trial, err)
		}
		found++
		if err := trials.Requeue(t.Context(), trial.Trial); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.deliver(t, v); err != nil {
		t.Fatal(err)
	}
	if l := b.line(t, v); found != 1 || l.Status != demo.TemplateTested {
		t.Errorf("%d silent trials; %s: %v", found, l.Status, l.Faults)
	}
}

func TestAnotherTenantsTrialIsNotThere(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	v := b.draft(t, same)
	scope, err := tenant.ForFunction("build", "rival")
	if err != nil {
		t.Fatal(err)
	}
	event := b.world.Event(t, "trials/"+demo.TrialID(v.TemplateID, v.Number))
	if err := b.handler.HandleEvent(t.Context(), scope, event); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
}
