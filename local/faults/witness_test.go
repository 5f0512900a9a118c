package faults_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/testkit"
)

// witness sees every version of a tenant's jobs and demos that the database shows, and notes what must never happen between two.
type witness struct {
	news

	jobs      map[string]demo.Job
	demos     map[string]demo.Demo
	forbidden []string
}

func watch(t *testing.T, db *firestore.Client, tenantID string) *witness {
	t.Helper()
	s := &witness{jobs: map[string]demo.Job{}, demos: map[string]demo.Demo{}}
	ctx, cancel := context.WithCancel(context.Background()) // it watches while the test cleans up, too
	t.Cleanup(cancel)
	root := db.Collection("tenants").Doc(tenantID)
	go follow(ctx, s, root.Collection("jobs"), s.sawJob)
	go follow(ctx, s, root.Collection("demos"), s.sawDemo)
	return s
}

func follow[T any](ctx context.Context, s *witness, c *firestore.CollectionRef, saw func(T)) {
	snapshots := c.Snapshots(ctx)
	defer func() { snapshots.Stop() }()
	for {
		snapshot, err := snapshots.Next()
		if testkit.BrokenOff(ctx, err) {
			snapshots.Stop()
			snapshots = c.Snapshots(ctx)
			continue
		}
		if err != nil {
			if ctx.Err() == nil {
				s.learn(func() { s.forbidden = append(s.forbidden, "the witness of "+c.Path+" lost sight: "+err.Error()) })
			}
			return
		}
		s.learn(func() {
			for _, change := range snapshot.Changes {
				var doc T
				if err := change.Doc.DataTo(&doc); err != nil || change.Kind == firestore.DocumentRemoved {
					s.forbidden = append(s.forbidden, fmt.Sprintf("document %s was removed or is broken: %v", change.Doc.Ref.Path, err))
					continue
				}
				saw(doc)
			}
		})
	}
}

// sawJob holds a job's new version against the one before: ends are final, fences and progress only rise.
func (s *witness) sawJob(now demo.Job) {
	before, known := s.jobs[now.ID]
	s.jobs[now.ID] = now
	if !known {
		return
	}
	deny := func(format string, args ...any) {
		s.forbidden = append(s.forbidden, "job "+now.ID+": "+fmt.Sprintf(format, args...))
	}
	if before.Terminal() && (now.Status != before.Status || !now.CompletedAt.Equal(*before.CompletedAt)) {
		deny("was %s and became %s", before.Status, now.Status)
	}
	if now.Version < before.Version || now.Progress < before.Progress || now.Attempt < before.Attempt {
		deny("went back from version %d, progress %d, attempt %d to %d, %d, %d",
			before.Version, before.Progress, before.Attempt, now.Version, now.Progress, now.Attempt)
	}
	for name, step := range now.Steps {
		old := before.Steps[name]
		if step.Fence < old.Fence {
			deny("the fence of step %s fell from %d to %d", name, old.Fence, step.Fence)
		}
		if step.Owner != "" && step.Fence == old.Fence && old.Owner != "" && step.Owner != old.Owner {
			deny("step %s changed hands from %s to %s under fence %d", name, old.Owner, step.Owner, step.Fence)
		}
		if old.Done && !step.Done {
			deny("step %s was done and is not any more", name)
		}
	}
	if before.NotifiedAt != nil && (now.NotifiedAt == nil || !now.NotifiedAt.Equal(*before.NotifiedAt)) {
		deny("its end was announced at %v and then at %v", before.NotifiedAt, now.NotifiedAt)
	}
}

// sawDemo holds a demo's new version against the one before.
func (s *witness) sawDemo(now demo.Demo) {
	before, known := s.demos[now.ID]
	s.demos[now.ID] = now
	if !known || now.Version > before.Version && (now.Status == before.Status || reaches(before.Status, now.Status)) {
		return
	}
	if now.Version != before.Version || now.Status != before.Status {
		s.forbidden = append(s.forbidden, fmt.Sprintf("demo %s went from %s, version %d to %s, version %d",
			now.ID, before.Status, before.Version, now.Status, now.Version))
	}
}

// reaches reports whether a demo can get from one state to another; a listener may miss those between.
func reaches(from, to demo.DemoStatus) bool {
	seen, next := map[demo.DemoStatus]bool{}, []demo.DemoStatus{from}
	for len(next) > 0 {
		state := next[0]
		next = next[1:]
		for _, onward := range demo.DemoMachine[state] {
			if onward == to {
				return true
			}
			if !seen[onward] {
				seen[onward] = true
				next = append(next, onward)
			}
		}
	}
	return false
}

// unsettled names the jobs for which something is left to do; nothing when there are none.
func (s *witness) unsettled() string {
	var names strings.Builder
	for _, job := range s.jobs {
		if !job.Settled() {
			fmt.Fprintf(&names, "%s of %s is %s (phase %s, steps %+v, error %+v, notified %v, compensated %v, leftovers %v)\n",
				job.ID, job.CustomerName, job.Status, job.Phase, job.Steps, job.Error, job.NotifiedAt, job.CompensatedAt, job.Leftovers)
		}
	}
	return names.String()
}
