package sweep_test

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"cloud.google.com/go/firestore"
	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/functions/sweep"
	"capidemo.dev/platform/shared/analyst"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// outside is what there is outside the database: datasets (d_...) and agents (demo-...), by when they were made. Those of fails cannot be
// removed.
type outside struct {
	made  map[string]time.Time
	fails string
	away  bool
}

func (o *outside) sorted(prefix string) []string {
	var out []string
	for _, id := range slices.Sorted(maps.Keys(o.made)) {
		if strings.HasPrefix(id, prefix) {
			out = append(out, id)
		}
	}
	return out
}

func (o *outside) Datasets(context.Context, string, string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		if o.away {
			yield("", fault.New(fault.Unavailable, "The warehouse is away."))
			return
		}
		for _, id := range o.sorted("d_") {
			if !yield(id, nil) {
				return
			}
		}
	}
}

func (o *outside) Agents(context.Context) iter.Seq2[analyst.Agent, error] {
	return func(yield func(analyst.Agent, error) bool) {
		for _, id := range append(o.sorted("demo-"), "somebodys-agent") {
			if !yield(analyst.Agent{ID: id, Made: o.made[id]}, nil) {
				return
			}
		}
	}
}

func (o *outside) DatasetMade(_ context.Context, id string) (time.Time, error) {
	return o.made[id], nil
}
func (*outside) Stored(context.Context, string) (int64, error)    { return 100, nil }
func (o *outside) DropDataset(_ context.Context, id string) error { return o.remove(id) }
func (o *outside) DeleteAgent(_ context.Context, id string) error { return o.remove(id) }

func (o *outside) remove(id string) error {
	if id == o.fails {
		return fault.New(fault.Unavailable, "It does not answer.")
	}
	delete(o.made, id)
	return nil
}

func reconcile(t *testing.T, w storetest.World, o *outside, name string) error {
	t.Helper()
	return sweep.New(w.Store, w.System, &outbox{}, nil, nil).Reconciling(sweep.Reconciler{Datasets: o, Agents: o, Now: w.Clock.Now}).Call(t.Context(), name)
}

// TestOnlyWhatNoRecordNeedsIsRemoved: an active demo's and a failed, not yet cleaned up demo's resources stay, as does what is younger than a
// day; what fails does not hold up the others, and the next pass removes it.
func TestOnlyWhatNoRecordNeedsIsRemoved(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	_, ref := w.Begin(t)
	w.Activate(t, ref)
	_, pending := w.Begin(t)
	day := w.Clock.Now().Add(-25 * time.Hour)
	o := &outside{made: map[string]time.Time{
		"d_acme_" + ref.Demo: day, "demo-acme-" + ref.Demo: day, "d_acme_" + pending.Demo: day,
		"d_acme_lost": day, "demo-acme-lost": day, "d_gone_lost": day, "d_acme_young": w.Clock.Now(), "d_Odd": day,
	}}
	all := maps.Clone(o.made)
	if err := reconcile(t, w, o, "list-orphans"); err != nil || len(o.made) != len(all) {
		t.Fatalf("a listing removed something: %v, %v", o.made, err)
	}
	o.fails = "d_acme_lost" // as if the pass had been killed there
	if err := reconcile(t, w, o, "reconcile"); !fault.Retryable(err) {
		t.Errorf("with a failing backend: %v", err)
	}
	for _, id := range []string{"demo-acme-lost", "d_gone_lost"} {
		delete(all, id)
	}
	if diff := cmp.Diff(all, o.made); diff != "" {
		t.Error(diff)
	}
	o.fails = ""
	for range 2 {
		if err := reconcile(t, w, o, "reconcile"); err != nil {
			t.Fatal(err)
		}
	}
	delete(all, "d_acme_lost")
	if diff := cmp.Diff(all, o.made); diff != "" {
		t.Error(diff)
	}
	months, err := w.As(t, "boss", "acme", tenant.TenantAdmin).Usage().Months(t.Context(), "2026-03", 1)
	if err != nil || months[0].StorageBytes != 300 || months[0].StorageDays != 1 {
		t.Errorf("storage of three datasets: %+v, %v", months, err)
	}
}

// TestMissingRecordsAreNoOrphans: when most of what is there has no record, the database is what is wrong.
func TestMissingRecordsAreNoOrphans(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	o := &outside{made: map[string]time.Time{}}
	for i := range 30 {
		o.made["d_acme_"+strings.Repeat("x", i+1)] = w.Clock.Now().Add(-48 * time.Hour)
	}
	if err := reconcile(t, w, o, "reconcile"); !fault.Is(err, fault.Conflict) || len(o.made) != 30 {
		t.Errorf("%d of 30 are left, %v", len(o.made), err)
	}
}

// TestDriftedCountersAreCorrected, with an entry in the audit log, although the warehouse is away; counters that are right are not written.
func TestDriftedCountersAreCorrected(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	_, ref := w.Begin(t)
	w.Activate(t, ref)
	w.Begin(t)
	right := w.Counters(t, "acme")
	if _, err := w.DB.Doc("tenants/acme").Update(t.Context(), []firestore.Update{
		{Path: "counters.active_demos", Value: 40}, {Path: "counters.ready_demos", Value: -1}, {Path: "counters.concurrent_jobs", Value: 9}, {Path: "counters.api_keys", Value: 3},
	}); err != nil {
		t.Fatal(err)
	}
	o := &outside{away: true}
	for range 2 {
		if err := reconcile(t, w, o, "reconcile"); !fault.Retryable(err) {
			t.Errorf("with the warehouse away: %v", err)
		}
	}
	if diff := cmp.Diff(right, w.Counters(t, "acme")); diff != "" {
		t.Error(diff)
	}
	entries, err := w.DB.Collection("tenants/acme/audit_entries").Where("action", "==", "counters.corrected").Documents(t.Context()).GetAll()
	if err != nil || len(entries) != 1 || !strings.Contains(entries[0].Data()["before"].(string), "active_demos: 40 -> 2") {
		t.Errorf("%d entries, %v", len(entries), err)
	}
}
