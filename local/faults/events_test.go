package faults_test

import (
	"context"
	"slices"
	"sync"
	"testing"

	"cloud.google.com/go/firestore"
	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/local/eventarc"
	"capidemo.dev/platform/shared/demo"
)

func TestEventsComeTenTimes(t *testing.T) {
	t.Parallel()
	for name, parallel := range map[string]bool{"in a row": false, "at once": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newTeam(t, limits(nil))
			f.interfere(t, tenTimes(parallel)) // dispatch then also publishes ten messages
			good, bad := f.quick(t, small, "Acme Corp"), f.quick(t, lost, "Acme Corp")
			f.ends(t, good.JobID, demo.JobCompleted)
			f.ends(t, bad.JobID, demo.JobFailed)
		})
	}
}

// tenTimes makes every delivery ten times. One of them has to be taken: each comes again by itself in the cloud.
func tenTimes(parallel bool) func(eventarc.Deliver) eventarc.Deliver {
	return func(next eventarc.Deliver) eventarc.Deliver {
		return func(ctx context.Context, e eventarc.Event) error {
			results := make([]error, 10)
			var deliveries sync.WaitGroup
			for i := range results {
				deliveries.Go(func() { results[i] = next(ctx, e) })
				if !parallel {
					deliveries.Wait()
				}
			}
			deliveries.Wait()
			if slices.Contains(results, nil) {
				return nil
			}
			return results[0]
		}
	}
}

// past remembers every delivery, to make it again.
type past struct {
	mu         sync.Mutex
	deliveries []func(context.Context) error
}

func (p *past) around(next eventarc.Deliver) eventarc.Deliver {
	return func(ctx context.Context, e eventarc.Event) error {
		p.mu.Lock()
		p.deliveries = append(p.deliveries, func(ctx context.Context) error { return next(ctx, e) })
		p.mu.Unlock()
		return next(ctx, e)
	}
}

func TestEventsOfThePastChangeNothing(t *testing.T) {
	t.Parallel()
	f := newTeam(t, limits(nil))
	var p past
	f.interfere(t, p.around)
	f.ends(t, f.quick(t, small, "Acme Corp").JobID, demo.JobCompleted)
	f.ends(t, f.quick(t, lost, "Acme Corp").JobID, demo.JobFailed)
	f.settle(t.Context(), t)
	before := f.stored(t)
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, deliver := range slices.Backward(p.deliveries) {
		for range 2 {
			if err := deliver(t.Context()); err != nil {
				t.Errorf("an old event is refused and would come again: %v", err)
			}
		}
	}
	if diff := cmp.Diff(before, f.stored(t)); diff != "" {
		t.Errorf("old events changed documents:\n%s", diff)
	}
}

// stored is the version of each of the tenant's documents.
func (f *team) stored(t *testing.T) map[string]any {
	t.Helper()
	out := map[string]any{}
	root := f.w.db.Collection("tenants").Doc(string(f.id))
	collections := []*firestore.CollectionRef{root.Collection("jobs"), root.Collection("demos"), root.Collection("audit_entries")}
	for _, c := range collections {
		docs, err := c.Documents(t.Context()).GetAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, doc := range docs {
			out[doc.Ref.Path] = doc.UpdateTime
		}
	}
	snap, err := root.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	out[root.Path] = snap.UpdateTime
	return out
}

// TestEventsComeNewestFirst holds back what tells of a job's changes until it has ended and lets it through in reverse.
func TestEventsComeNewestFirst(t *testing.T) {
	t.Parallel()
	f := newTeam(t, limits(nil))
	var mu sync.Mutex
	var held []func()
	free := make(chan struct{})
	f.interfere(t, func(next eventarc.Deliver) eventarc.Deliver {
		return func(ctx context.Context, e eventarc.Event) error {
			if e.Trigger != "finish" && e.Trigger != "teardown" {
				return next(ctx, e)
			}
			select {
			case <-free:
				return next(ctx, e)
			default:
			}
			let, ended := make(chan struct{}), make(chan struct{})
			defer close(ended)
			mu.Lock()
			held = append(held, func() { close(let); <-ended })
			mu.Unlock()
			select {
			case <-let:
				return next(ctx, e)
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	})
	good, bad := f.quick(t, small, "Acme Corp"), f.quick(t, lost, "Acme Corp")
	for _, job := range []string{good.JobID, bad.JobID} {
		f.await(t, job, "ended", func(j demo.Job) bool { return j.Terminal() })
	}
	close(free)
	mu.Lock()
	newestFirst := slices.Clone(held)
	mu.Unlock()
	slices.Reverse(newestFirst)
	for _, release := range newestFirst {
		release()
	}
	f.ends(t, good.JobID, demo.JobCompleted)
	f.ends(t, bad.JobID, demo.JobFailed)
}

// TestEventsAreLost: nobody is told of what happened; the sweep finds the silent jobs and brings each to its end.
func TestEventsAreLost(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"dispatch", "createagent", "finish", "teardown"} {
		t.Run(word, func(t *testing.T) {
			t.Parallel()
			f := newTeam(t, limits(nil))
			var once sync.Once
			lostOne := make(chan struct{})
			f.interfere(t, func(next eventarc.Deliver) eventarc.Deliver {
				return func(ctx context.Context, e eventarc.Event) error {
					if e.Trigger == word {
						once.Do(func() { close(lostOne) })
						return nil
					}
					return next(ctx, e)
				}
			})
			template, status := small, demo.JobCompleted
			if word == "teardown" {
				template, status = lost, demo.JobFailed
			}
			a := f.quick(t, template, "Acme Corp")
			select {
			case <-lostOne:
			case <-t.Context().Done():
			}
			silent := map[string]func(demo.Job) bool{
				"dispatch":    func(j demo.Job) bool { return j.Status == demo.JobQueued },
				"createagent": func(j demo.Job) bool { return j.Steps[demo.StepLoad].Done },
				"finish":      func(j demo.Job) bool { return j.Terminal() },
				"teardown":    func(j demo.Job) bool { return j.Terminal() && j.NotifiedAt != nil },
			}
			f.await(t, a.JobID, "silent", silent[word])
			f.quiet(t.Context(), t)
			f.w.mail.interfere(string(f.id), nil)
			f.later(t)
			f.ends(t, a.JobID, status)
		})
	}
}
