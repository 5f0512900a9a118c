package demo

import (
	"time"

	"capidemo.dev/platform/shared/fault"
)

// What becomes of jobs that nobody is heard of any more, and when nothing is left to look after.

// Requeue sends a job with a silent worker back to be dispatched again, or fails it when its attempts are used up. It reports whether
// anything is left to set off.
func (p *Pair) Requeue(now time.Time) (again bool, err error) {
	if p.Job.Terminal() {
		p.touch(now)
		return !p.Job.Settled(), nil
	}
	if _, held := p.Job.Leased(now); held {
		p.touch(now)
		return false, nil
	}
	if !p.begun() && now.Sub(p.Job.CreatedAt) < MaxQueued {
		p.touch(now)
		watch := now.Add(max(Patience, now.Sub(p.Job.CreatedAt)/2)) // a backlog is not helped by ever more messages
		p.Job.WatchAt = &watch
		return true, nil
	}
	if p.Job.Type.Endless() {
		return true, p.again(now)
	}
	if p.Job.Attempt >= MaxAttempts || !p.begun() {
		return true, p.Fail(p.Job.Phase, fault.New(fault.Timeout, "The work did not come to an end in %d attempts. Retry the job; if it fails again, report its id.", p.Job.Attempt), now)
	}
	if p.Job.Status == JobRunning {
		if err := p.requeue(); err != nil {
			return false, err
		}
	} else {
		p.Job.Attempt++
	}
	if p.Demo.SchemaReady && !p.Job.Steps[StepCreateAgent].Done {
		p.Demo.Nudge++
		p.Demo.Touch(now)
	}
	p.touch(now)
	return true, nil
}

// again queues a job that is not given up; each attempt makes the pause before the next look longer.
func (p *Pair) again(now time.Time) (err error) {
	if p.Job.Status == JobRunning {
		err = p.requeue()
	} else {
		p.Job.Attempt++
	}
	p.touch(now)
	return err
}

// Drop ends a job that cannot be cancelled, because its tenant is deleted and all of it goes that way. The demo stays as it is.
func (p *Pair) Drop(now time.Time) error { return p.end(JobCancelled, now) }

// Settle records an end that was announced or compensated, and stops the watch when nothing is left. change tells whether it changed
// anything; if not, nothing is written, because a write sets the job's functions off again.
func (p *Pair) Settle(now time.Time, change func(job *Job, demo *Demo) bool) {
	if !change(&p.Job, &p.Demo) {
		return
	}
	p.touch(now)
	if p.Job.Settled() {
		p.Job.WatchAt = nil
	}
}

func (p *Pair) requeue() (err error) {
	p.Job.Status, err = JobMachine.Move("job", p.Job.Status, JobQueued)
	p.Job.Attempt++
	return err
}
