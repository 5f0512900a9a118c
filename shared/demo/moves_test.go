package demo_test

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func newPair(t *testing.T) *demo.Pair {
	t.Helper()
	version := demo.TemplateVersion{TemplateID: "shopify", Number: 1}
	job, err := demo.NewQuickJob("j", "d", "ada", "acme", "Acme", version, start)
	if err != nil {
		t.Fatal(err)
	}
	d, err := demo.NewDemo("d", "j", "ada", "acme", "Acme", version, start)
	if err != nil {
		t.Fatal(err)
	}
	return &demo.Pair{Job: job, Demo: d}
}

func claim(t *testing.T, p *demo.Pair, step demo.StepName, now time.Time) int64 {
	t.Helper()
	fence, done, err := p.Claim(step, "w", now)
	if err != nil || done {
		t.Fatalf("claim of %s: done %v, %v", step, done, err)
	}
	return fence
}

func TestTheLaterStepCompletesTheJob(t *testing.T) {
	t.Parallel()
	for _, order := range [][]demo.StepName{{demo.StepLoad, demo.StepCreateAgent}, {demo.StepCreateAgent, demo.StepLoad}} {
		p := newPair(t)
		first, second := claim(t, p, order[0], start), claim(t, p, order[1], start)
		if last, err := p.Complete(order[0], first, start); last || err != nil || p.Demo.Status != demo.DemoProvisioning {
			t.Fatalf("after %s: last %v, %v, demo %s", order[0], last, err, p.Demo.Status)
		}
		if last, err := p.Complete(order[1], second, start); !last || err != nil {
			t.Fatalf("after %s: last %v, %v", order[1], last, err)
		}
		if p.Job.Status != demo.JobCompleted || p.Demo.Status != demo.DemoActive || p.Job.Progress != 100 || p.Demo.ReadyAt == nil {
			t.Errorf("job %s at %d %%, demo %s", p.Job.Status, p.Job.Progress, p.Demo.Status)
		}
	}
}

func TestOneWorkerAtATime(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	claim(t, p, demo.StepLoad, start)
	_, _, err := p.Claim(demo.StepLoad, "other", start.Add(demo.LeaseTerm-time.Second))
	if !fault.Is(err, fault.Busy) || fault.RetryAfter(err) != time.Second {
		t.Errorf("second claim: %v, again after %v; want busy for the second that is left", err, fault.RetryAfter(err))
	}
}

func TestAWorkerThatSleptPastItsLeaseChangesNothing(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	old := claim(t, p, demo.StepLoad, start)
	later := start.Add(demo.LeaseTerm)
	young := claim(t, p, demo.StepLoad, later)
	if young <= old {
		t.Fatalf("fence fell from %d to %d", old, young)
	}
	if p.Job.Attempt != 1 || p.Job.Status != demo.JobRunning {
		t.Errorf("attempt %d, status %s; want 1, running", p.Job.Attempt, p.Job.Status)
	}
	before := *p
	for name, act := range map[string]func() error{
		"renew":    func() error { return p.Renew(demo.StepLoad, old, later) },
		"report":   func() error { return p.Report(demo.StepLoad, old, "data", 50, later) },
		"dataset":  func() error { return p.DatasetMade(demo.StepLoad, old, "x", later) },
		"agent":    func() error { return p.AgentMade(demo.StepLoad, old, "x", later) },
		"yield":    func() error { return p.Yield(demo.StepLoad, old, errors.New("x"), later) },
		"complete": func() error { _, err := p.Complete(demo.StepLoad, old, later); return err },
	} {
		if err := act(); !fault.Is(err, fault.LeaseLost) {
			t.Errorf("%s with an old fence: %v, want lease lost", name, err)
		}
	}
	if !reflect.DeepEqual(p.Demo, before.Demo) || p.Job.Version != before.Job.Version {
		t.Error("an old worker changed something")
	}
}

func TestTerminalJobsNeverChange(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	fence := claim(t, p, demo.StepLoad, start)
	if err := p.Cancel(start); err != nil {
		t.Fatal(err)
	}
	if p.Demo.Status != demo.DemoFailed || !p.Job.Compensate() {
		t.Errorf("demo %s, compensate %v", p.Demo.Status, p.Job.Compensate())
	}
	if _, err := p.Complete(demo.StepLoad, fence, start); !fault.Is(err, fault.LeaseLost) {
		t.Errorf("complete after cancel: %v", err)
	}
	if _, done, err := p.Claim(demo.StepLoad, "w", start.Add(time.Hour)); !done || err != nil {
		t.Errorf("claim after cancel: done %v, %v; want done", done, err)
	}
	for name, act := range map[string]func() error{
		"cancel": func() error { return p.Cancel(start) },
		"fail":   func() error { return p.Fail("load", errors.New("x"), start) },
	} {
		if err := act(); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s after cancel: %v, want conflict", name, err)
		}
	}
}

func TestAttemptsEnd(t *testing.T) {
	t.Parallel()
	p, now := newPair(t), start
	for range demo.MaxAttempts {
		claim(t, p, demo.StepLoad, now)
		now = now.Add(demo.LeaseTerm)
	}
	if _, _, err := p.Claim(demo.StepLoad, "w", now); !fault.Is(err, fault.Conflict) {
		t.Errorf("claim %d: %v, want conflict", demo.MaxAttempts+1, err)
	}
}

func TestRequeueLeavesGoodHandsAlone(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	claim(t, p, demo.StepLoad, start)
	if again, err := p.Requeue(start.Add(time.Second)); again || err != nil || p.Job.Status != demo.JobRunning {
		t.Errorf("requeue of a leased job: again %v, %v, %s", again, err, p.Job.Status)
	}
	if again, err := p.Requeue(start.Add(demo.LeaseTerm)); !again || err != nil || p.Job.Status != demo.JobQueued {
		t.Errorf("requeue of a silent job: again %v, %v, %s", again, err, p.Job.Status)
	}
}

func TestRequeueNudgesTheAgentAndGivesUpAtLast(t *testing.T) {
	t.Parallel()
	p, now := newPair(t), start
	fence := claim(t, p, demo.StepLoad, now)
	if err := p.DatasetMade(demo.StepLoad, fence, "d_acme_d", now); err != nil {
		t.Fatal(err)
	}
	for i := range demo.MaxAttempts {
		now = now.Add(demo.LeaseTerm)
		if _, err := p.Requeue(now); err != nil || p.Demo.Nudge != int64(i+1) {
			t.Fatalf("requeue %d: nudge %d, %v", i, p.Demo.Nudge, err)
		}
	}
	if _, err := p.Requeue(now); err != nil || p.Job.Status != demo.JobFailed || p.Job.Error.Reason != "timeout" {
		t.Errorf("after %d: job %s %+v, %v", demo.MaxAttempts, p.Job.Status, p.Job.Error, err)
	}
}

func TestProgressNeverFalls(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	a, b := claim(t, p, demo.StepLoad, start), claim(t, p, demo.StepCreateAgent, start)
	for _, report := range []struct {
		step     demo.StepName
		fence    int64
		progress int
		want     int
	}{{demo.StepLoad, a, 70, 70}, {demo.StepCreateAgent, b, 50, 70}, {demo.StepLoad, a, 250, 99}} {
		if err := p.Report(report.step, report.fence, "x", report.progress, start); err != nil || p.Job.Progress != report.want {
			t.Errorf("progress %d after reporting %d, want %d; %v", p.Job.Progress, report.progress, report.want, err)
		}
	}
}

func TestSettledJobsAreWatchedNoMore(t *testing.T) {
	t.Parallel()
	p := newPair(t)
	if err := p.Cancel(start); err != nil {
		t.Fatal(err)
	}
	p.Settle(start, func(j *demo.Job, _ *demo.Demo) bool { j.NotifiedAt = &start; return true })
	if p.Job.WatchAt == nil {
		t.Fatal("not watched although not compensated")
	}
	p.Settle(start, func(j *demo.Job, _ *demo.Demo) bool { j.CompensatedAt = &start; return true })
	if p.Job.WatchAt != nil {
		t.Error("still watched")
	}
}
