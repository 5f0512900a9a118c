package faults_test

import (
	"context"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"cloud.google.com/go/firestore"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/local/eventarc"
	"capidemo.dev/platform/local/faults/wire"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/tenant"
)

// team is a tenant of one test's own. When the test ends, all its jobs must end too, and its invariants are checked.
type team struct {
	w        *world
	id       tenant.ID
	engineer *person
	seen     *witness
	// announcementsMayBeLost is for the one test that destroys Pub/Sub's memory.
	announcementsMayBeLost bool
}

func newTeam(t *testing.T, l demo.Limits) *team {
	t.Helper()
	w := shared
	f := &team{w: w, id: tenant.ID("t" + strings.ToLower(rand.Text()[:12]))}
	if err := w.system.PutTenant(t.Context(), f.id, "Team of "+t.Name(), l); err != nil {
		t.Fatal(err)
	}
	f.seen = watch(t, w.db, string(f.id))
	f.engineer = f.join(t, tenant.Engineer)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), deadline)
		defer cancel()
		f.settle(ctx, t)
		for _, violation := range f.violations(ctx) {
			t.Errorf("invariant broken in tenant %s: %s", f.id, violation)
		}
		if t.Failed() {
			t.Logf("what the functions say of tenant %s:\n%s", f.id, f.w.said(t, string(f.id)))
		}
	})
	return f
}

// join makes a member who can sign in.
func (f *team) join(t *testing.T, role tenant.Role) *person {
	t.Helper()
	p := signUp(t, f.w, string(f.id), string(role))
	if err := f.w.system.PutMember(t.Context(), f.id, demo.Member{UID: p.uid, Email: p.email, Name: string(role), Role: role, Active: true}); err != nil {
		t.Fatal(err)
	}
	return p
}

// quick asks for a demo and gives the accepted job.
func (f *team) quick(t *testing.T, template, customer string) accepted {
	t.Helper()
	return f.engineer.quick(t, template, customer, "")
}

// await waits for a state of a job.
func (f *team) await(t *testing.T, job string, what string, ok func(demo.Job) bool) demo.Job {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	var last demo.Job
	if err := f.seen.until(ctx, func() bool { last = f.seen.jobs[job]; return ok(last) }); err != nil {
		t.Fatalf("job %s is not %s within %s; it is %s, phase %s, steps %+v, error %+v", job, what, deadline, last.Status, last.Phase, last.Steps, last.Error)
	}
	return last
}

// ends waits until a job has ended and everything that follows from it is done.
func (f *team) ends(t *testing.T, job string, status demo.JobStatus) demo.Job {
	t.Helper()
	got := f.await(t, job, "settled", func(j demo.Job) bool { return j.Settled() })
	if got.Status != status {
		t.Fatalf("job %s of %s is %s (%+v), want %s", job, got.CustomerName, got.Status, got.Error, status)
	}
	if status == demo.JobCompleted {
		f.mark(t, got.DemoID, "examined", func(m demo.ExamMark) bool { return m.Status != demo.ExamStatusRunning })
	}
	return got
}

// mark waits for a state of what a demo's exams say.
func (f *team) mark(t *testing.T, demoID, what string, ok func(demo.ExamMark) bool) demo.ExamMark {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	var last demo.ExamMark
	if err := f.seen.until(ctx, func() bool { last = f.seen.demos[demoID].Exam; return f.seen.demos[demoID].ID != "" && ok(last) }); err != nil {
		t.Fatalf("demo %s is not %s within %s; its exams say %+v", demoID, what, deadline, last)
	}
	return last
}

// settle waits until all jobs have ended, all that follows is done, and no event of the tenant is on its way.
func (f *team) settle(ctx context.Context, t *testing.T) {
	t.Helper()
	if err := f.seen.until(ctx, func() bool { return f.seen.unsettled() == "" }); err != nil {
		t.Errorf("a job has not ended within %s: %s", deadline, f.seen.unsettled())
	}
	f.quiet(ctx, t)
}

// quiet waits until no event of the tenant is on its way.
func (f *team) quiet(ctx context.Context, t *testing.T) {
	t.Helper()
	tick := time.NewTicker(25 * time.Millisecond) // the dispatcher tells of idleness only for all tenants together
	defer tick.Stop()
	for {
		pending := 0
		for _, e := range f.w.stack.Events().Pending() {
			if tenantOf(e) == string(f.id) {
				pending++
			}
		}
		if pending == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Errorf("%d events of tenant %s are still on their way", pending, f.id)
			return
		}
	}
}

// later lets time pass for the jobs that have not ended: their leases have run out and their patience is over. Then the sweep comes.
func (f *team) later(t *testing.T) {
	t.Helper()
	past := time.Now().Add(-time.Minute).UTC()
	docs, err := f.w.db.Collection("tenants/" + string(f.id) + "/jobs").Documents(t.Context()).GetAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range docs {
		var job demo.Job
		if err := doc.DataTo(&job); err != nil {
			t.Fatal(err)
		}
		if job.Settled() {
			continue
		}
		updates := []firestore.Update{{Path: "watch_at", Value: past}}
		for name, step := range job.Steps {
			if step.Owner != "" {
				updates = append(updates, firestore.Update{Path: "steps." + name + ".until", Value: past})
			}
		}
		for {
			_, err := doc.Ref.Update(t.Context(), updates)
			if err == nil {
				break
			}
			if status.Code(err) != codes.Aborted { // a transaction of a killed process keeps its locks for a while
				t.Fatal(err)
			}
		}
	}
	f.agedExams(t, past)
	f.w.sweep(t)
}

// agedExams lets the leases of exams under way run out.
func (f *team) agedExams(t *testing.T, past time.Time) {
	t.Helper()
	demos, err := f.w.db.Collection("tenants/" + string(f.id) + "/demos").Documents(t.Context()).GetAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range demos {
		exams, err := d.Ref.Collection("exams").Documents(t.Context()).GetAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, doc := range exams {
			var x demo.Exam
			if err := doc.DataTo(&x); err != nil {
				t.Fatal(err)
			}
			if demo.ExamMachine.Terminal(x.Status) {
				continue
			}
			if _, err := doc.Ref.Update(t.Context(), []firestore.Update{{Path: "watch_at", Value: past}, {Path: "lease.until", Value: past}}); err != nil && status.Code(err) != codes.Aborted {
				t.Fatal(err)
			}
		}
	}
}

// hold makes calls wait at a gate before the service sees them, or after it has done them.
func (f *team) hold(t *testing.T, after bool, on func(wire.Call) bool) *wire.Gate {
	t.Helper()
	gate := wire.NewGate()
	fault := wire.Fault{On: on, Before: gate.Hold}
	if after {
		fault = wire.Fault{On: on, After: gate.Hold}
	}
	f.inject(t, fault)
	t.Cleanup(gate.Open)
	return gate
}

// inject adds a fault until the test ends.
func (f *team) inject(t *testing.T, fault wire.Fault) {
	t.Helper()
	t.Cleanup(f.w.board.Inject(fault))
}

// interfere wraps the deliveries of the tenant's events until the test ends.
func (f *team) interfere(t *testing.T, with func(eventarc.Deliver) eventarc.Deliver) {
	t.Helper()
	f.w.mail.interfere(string(f.id), with)
	t.Cleanup(func() { f.w.mail.interfere(string(f.id), nil) })
}

// arrives waits for a call at a gate.
func arrives(t *testing.T, gate *wire.Gate, what string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	defer cancel()
	select {
	case <-gate.Arrived():
	case <-ctx.Done():
		t.Fatalf("%s did not happen within %s", what, deadline)
	}
}

// tenantOf is the tenant whose document changed.
func tenantOf(e eventarc.Event) string {
	rest, _ := strings.CutPrefix(e.Document(), "tenants/")
	id, _, _ := strings.Cut(rest, "/")
	return id
}
