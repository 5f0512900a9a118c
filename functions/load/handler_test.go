package load_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"sync"
	"testing"

	"capidemo.dev/platform/functions/load"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/host"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// shelf is a warehouse in memory that fails on demand: fail is asked before every call.
type shelf struct {
	mu       sync.Mutex
	datasets map[string]map[string]int64
	labels   map[string]map[string]string
	fail     func(call, dataset string) error
	calls    []string
}

func newShelf() *shelf {
	return &shelf{datasets: map[string]map[string]int64{}, labels: map[string]map[string]string{}, fail: func(string, string) error { return nil }}
}

// do records a call, fails it when it shall fail, else does it.
func (s *shelf) do(call, dataset string, act func() error) error {
	if err := s.fail(call, dataset); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, call)
	return act()
}

func (s *shelf) CreateDataset(_ context.Context, id string, labels map[string]string, _ string) error {
	return s.do("create", id, func() error {
		if old, exists := s.labels[id]; exists {
			if old["demo"] != labels["demo"] {
				return fault.New(fault.Conflict, "Dataset %s is not yours.", id)
			}
			return nil
		}
		s.datasets[id], s.labels[id] = map[string]int64{}, labels
		return nil
	})
}

func (s *shelf) Labels(_ context.Context, dataset string) (labels map[string]string, err error) {
	err = s.do("labels", dataset, func() error {
		if _, exists := s.labels[dataset]; !exists {
			return fault.New(fault.NotFound, "There is no dataset %s.", dataset)
		}
		labels = maps.Clone(s.labels[dataset])
		return nil
	})
	return labels, err
}

func (s *shelf) SetLabels(_ context.Context, dataset string, labels map[string]string) error {
	return s.do("set labels", dataset, func() error { s.labels[dataset] = labels; return nil })
}

func (s *shelf) CloneTables(_ context.Context, from, to string, tables []string, _ string) error {
	return s.do("clone", to, func() error {
		for _, table := range tables {
			s.datasets[to][table] = s.datasets[from][table]
		}
		return nil
	})
}

func (s *shelf) LoadTables(_ context.Context, to string, tables []demo.Table, _ string) error {
	return s.do("load", to, func() error {
		for _, table := range tables {
			s.datasets[to][table.Name] = table.Rows
		}
		return nil
	})
}

func (s *shelf) RowCounts(_ context.Context, dataset string, _ []string) (counts map[string]int64, err error) {
	err = s.do("count", dataset, func() error { counts = maps.Clone(s.datasets[dataset]); return nil })
	return counts, err
}

func (s *shelf) DropDataset(_ context.Context, dataset string) error {
	return s.do("drop", dataset, func() error { delete(s.datasets, dataset); delete(s.labels, dataset); return nil })
}

func message(t *testing.T, ref store.JobRef) host.Message {
	t.Helper()
	data, err := json.Marshal(map[string]any{"v": 1, "type": "quick", "tenant": "acme", "job": ref.Job, "demo": ref.Demo})
	if err != nil {
		t.Fatal(err)
	}
	return host.Message{ID: "m", Data: data}
}

func golden() string { return storetest.Version().GoldenDataset }

func TestTheFirstLoadMakesTheGoldenDatasetAndTheNextClonesIt(t *testing.T) {
	t.Parallel()
	w, s := storetest.New(t, demo.DefaultLimits()), newShelf()
	h := load.New(w.Store, s)
	for i, how := range []string{"load", "clone"} {
		_, ref := w.Begin(t)
		s.calls = nil
		if err := h.HandleMessage(t.Context(), message(t, ref)); err != nil {
			t.Fatalf("demo %d: %v", i, err)
		}
		pair := w.Pair(t, ref)
		if !pair.Job.Steps[demo.StepLoad].Done || !pair.Demo.SchemaReady || pair.Demo.DatasetID != "d_acme_"+ref.Demo {
			t.Errorf("demo %d: %+v", i, pair)
		}
		if got := s.datasets[pair.Demo.DatasetID]; got["customers"] != 2 || got["orders"] != 3 {
			t.Errorf("demo %d: tables %v", i, got)
		}
		if !slices.Contains(s.calls, how) || s.labels[golden()]["state"] != "ready" {
			t.Errorf("demo %d: calls %v, golden %v; want %s", i, s.calls, s.labels[golden()], how)
		}
	}
}

func TestTheSameMessageAgainFindsNothingToDo(t *testing.T) {
	t.Parallel()
	w, s := storetest.New(t, demo.DefaultLimits()), newShelf()
	h := load.New(w.Store, s)
	_, ref := w.Begin(t)
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if err := h.HandleMessage(t.Context(), message(t, ref)); err != nil && !fault.Retryable(err) {
				t.Errorf("a duplicate failed for good: %v", err)
			}
		})
	}
	wg.Wait()
	calls := len(s.calls)
	if err := h.HandleMessage(t.Context(), message(t, ref)); err != nil || len(s.calls) != calls {
		t.Errorf("late duplicate: %v, %d new calls", err, len(s.calls)-calls)
	}
	if pair := w.Pair(t, ref); !pair.Job.Steps[demo.StepLoad].Done || pair.Job.Steps[demo.StepLoad].Attempt != 1 {
		t.Errorf("step %+v", pair.Job.Steps[demo.StepLoad])
	}
}

func TestFailures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind   fault.Kind
		call   string
		job    demo.JobStatus
		demo   demo.DemoStatus
		again  bool // the message is delivered again
		reason string
	}{
		"a table that does not load, for good": {fault.Invalid, "load", demo.JobFailed, demo.DemoFailed, false, "invalid"},
		"a backend that stays away":            {fault.Unavailable, "create", demo.JobRunning, demo.DemoProvisioning, true, ""},
		"somebody else's dataset":              {fault.Conflict, "create", demo.JobFailed, demo.DemoFailed, false, "conflict"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, s := storetest.New(t, demo.DefaultLimits()), newShelf()
			s.fail = func(call, _ string) error {
				if call == c.call {
					return fault.New(c.kind, "It does not work.")
				}
				return nil
			}
			_, ref := w.Begin(t)
			err := load.New(w.Store, s).HandleMessage(t.Context(), message(t, ref))
			if fault.Retryable(err) != c.again {
				t.Errorf("delivered again: %v (%v)", fault.Retryable(err), err)
			}
			pair := w.Pair(t, ref)
			if pair.Job.Status != c.job || pair.Demo.Status != c.demo || (c.reason != "" && pair.Job.Error.Reason != c.reason) {
				t.Errorf("job %s %+v, demo %s", pair.Job.Status, pair.Job.Error, pair.Demo.Status)
			}
			if c.again && pair.Job.Steps[demo.StepLoad].LastError == "" {
				t.Error("the step does not say what failed")
			}
		})
	}
}

func TestHalfATableIsNotAccepted(t *testing.T) {
	t.Parallel()
	w, s := storetest.New(t, demo.DefaultLimits()), newShelf()
	tries := 0
	s.fail = func(call, dataset string) error {
		if call == "count" { // the first load brought half of the rows
			if tries++; tries == 1 {
				s.mu.Lock()
				s.datasets[dataset]["orders"] = 1
				s.mu.Unlock()
			}
		}
		return nil
	}
	_, ref := w.Begin(t)
	if err := load.New(w.Store, s).HandleMessage(t.Context(), message(t, ref)); err != nil {
		t.Fatal(err)
	}
	if got := s.datasets["d_acme_"+ref.Demo]["orders"]; got != 3 || tries < 2 {
		t.Errorf("%d orders after %d counts", got, tries)
	}
}

func TestWhatALostAttemptMadeIsRemoved(t *testing.T) {
	t.Parallel()
	w, s := storetest.New(t, demo.DefaultLimits()), newShelf()
	_, ref := w.Begin(t)
	s.fail = func(call, _ string) error {
		if call != "create" {
			return nil
		}
		_, err := w.As(t, "ada", "acme", tenant.Engineer).Jobs().Cancel(t.Context(), ref.Job) // while the worker is at it
		return err
	}
	if err := load.New(w.Store, s).HandleMessage(t.Context(), message(t, ref)); err != nil {
		t.Fatal(err)
	}
	if len(s.datasets) != 0 {
		t.Errorf("left behind: %v", s.datasets)
	}
	if pair := w.Pair(t, ref); pair.Job.Status != demo.JobCancelled {
		t.Errorf("job %s", pair.Job.Status)
	}
}

func TestPoisonedMessagesFailForGood(t *testing.T) {
	t.Parallel()
	w, s := storetest.New(t, demo.DefaultLimits()), newShelf()
	_, ref := w.Begin(t)
	for name, data := range map[string]string{
		"not JSON":        "\x00",
		"unknown version": `{"v":9,"type":"quick","tenant":"acme","job":"j","demo":"d"}`,
		"unknown type":    `{"v":1,"type":"teleport","tenant":"acme","job":"j","demo":"d"}`,
		"no tenant":       `{"v":1,"type":"quick","job":"j","demo":"d"}`,
		"another tenant":  `{"v":1,"type":"quick","tenant":"rival","job":"` + ref.Job + `","demo":"` + ref.Demo + `"}`,
		"path as id":      `{"v":1,"type":"quick","tenant":"acme","job":"../rival/jobs/x","demo":"d"}`,
		"another demo":    `{"v":1,"type":"quick","tenant":"acme","job":"` + ref.Job + `","demo":"other"}`,
	} {
		if err := load.New(w.Store, s).HandleMessage(t.Context(), host.Message{Data: []byte(data)}); err == nil || fault.Retryable(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(s.calls) != 0 {
		t.Errorf("the warehouse was called: %v", s.calls)
	}
}
