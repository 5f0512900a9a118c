package demo

import (
	"time"

	"capidemo.dev/platform/shared/fault"
)

// Pair is a job with the demo it works on: what changes together in one transaction.
type Pair struct {
	Job  Job
	Demo Demo
}

// Claim takes a step for owner and gives its fence. done is true when nothing is left to do: the job has ended or the step is done.
// A claim after a lost lease takes the job through queued, which counts the attempt.
func (p *Pair) Claim(name StepName, owner string, now time.Time) (fence int64, done bool, err error) {
	step, known := p.Job.Steps[name]
	if !known {
		return 0, false, fault.New(fault.Invalid, "The job has no step %q.", name)
	}
	if p.Job.Terminal() || step.Done {
		return 0, true, nil
	}
	lost := step.Owner != "" && !step.Held(now)
	if p.Job.Type.Endless() {
		step.Attempt = 0
	}
	if step.Lease, err = step.Claim(owner, now); err != nil {
		return 0, false, err
	}
	p.Job.Steps[name] = step
	if lost && p.Job.Status == JobRunning {
		if err := p.requeue(); err != nil {
			return 0, false, err
		}
	}
	if err := p.start(now); err != nil {
		return 0, false, err
	}
	p.touch(now)
	return step.Fence, false, nil
}

func (p *Pair) start(now time.Time) (err error) {
	if p.Job.Status == JobQueued {
		if p.Job.Status, err = JobMachine.Move("job", p.Job.Status, JobRunning); err != nil {
			return err
		}
	}
	if p.Job.StartedAt == nil {
		p.Job.StartedAt = &now
	}
	if p.Demo.Status == DemoPending {
		p.Demo.Status, err = DemoMachine.Move("demo", p.Demo.Status, DemoProvisioning)
		p.Demo.Touch(now)
	}
	return err
}

// Renew extends a step's lease; it fails with LeaseLost when the step was taken over or the job has ended.
func (p *Pair) Renew(name StepName, fence int64, now time.Time) error {
	step, err := p.held(name, fence)
	if err != nil {
		return err
	}
	if step.Lease, err = step.Renew(fence, now); err != nil {
		return err
	}
	p.Job.Steps[name] = step
	p.touch(now)
	return nil
}

// Report shows progress, the phase and the percentage, which never falls; it extends the lease as well.
func (p *Pair) Report(name StepName, fence int64, phase string, progress int, now time.Time) error {
	if err := p.Renew(name, fence, now); err != nil {
		return err
	}
	p.Job.Phase = phase
	p.Job.Progress = max(p.Job.Progress, min(progress, 99))
	p.touch(now)
	return nil
}

// DatasetMade records that the demo's dataset exists, which lets the agent be created while the tables are still filled.
func (p *Pair) DatasetMade(name StepName, fence int64, datasetID string, now time.Time) error {
	if _, err := p.held(name, fence); err != nil {
		return err
	}
	p.Demo.DatasetID, p.Demo.SchemaReady = datasetID, true
	p.Demo.Touch(now)
	return nil
}

// AgentMade records that the demo's agent exists.
func (p *Pair) AgentMade(name StepName, fence int64, agentID string, now time.Time) error {
	if _, err := p.held(name, fence); err != nil {
		return err
	}
	p.Demo.AgentID = agentID
	p.Demo.Touch(now)
	return nil
}

// Complete ends a step. When it was the last one, the demo becomes active, or deleted, and the job completed: last is true.
func (p *Pair) Complete(name StepName, fence int64, now time.Time) (last bool, err error) {
	step, err := p.held(name, fence)
	if err != nil {
		return false, err
	}
	if err := p.start(now); err != nil { // a job that was requeued while its holder lived on
		return false, err
	}
	step.Lease, step.Done, step.LastError = step.Release(), true, ""
	p.Job.Steps[name] = step
	p.touch(now)
	for _, other := range p.Job.Steps {
		if !other.Done {
			return false, nil
		}
	}
	if err := p.fulfil(now); err != nil {
		return false, err
	}
	p.Job.Progress = 100
	return true, p.end(JobCompleted, now)
}

// fulfil brings the demo where the job was to bring it.
func (p *Pair) fulfil(now time.Time) (err error) {
	to := DemoActive
	if p.Job.Type == JobTeardown {
		to = DemoDeleted
	}
	if p.Demo.Status, err = DemoMachine.Move("demo", p.Demo.Status, to); err != nil {
		return err
	}
	p.Demo.Touch(now)
	if to == DemoDeleted {
		p.Job.Phase, p.Job.CustomerName = "deleted", ""
		return nil
	}
	p.Job.Phase, p.Demo.ReadyAt = "ready", &now
	return nil
}

// Yield gives a step back after an attempt that failed for the moment, so that the next one need not wait for the lease to end.
func (p *Pair) Yield(name StepName, fence int64, cause error, now time.Time) error {
	step, err := p.held(name, fence)
	if err != nil {
		return err
	}
	step.Lease, step.LastError = step.Release(), fault.Message(cause)
	p.Job.Steps[name] = step
	p.touch(now)
	return nil
}

// Fail ends the job and its demo for good.
func (p *Pair) Fail(phase string, cause error, now time.Time) error {
	p.Job.Error = &Failure{Phase: phase, Reason: fault.KindOf(cause).String(), Message: fault.Message(cause)}
	return p.abandon(JobFailed, now)
}

// Cancel ends the job on somebody's wish.
func (p *Pair) Cancel(now time.Time) error {
	if p.Job.Type.Endless() {
		return fault.New(fault.Conflict, "The demo is being deleted; that cannot be cancelled.")
	}
	return p.abandon(JobCancelled, now)
}

func (p *Pair) abandon(status JobStatus, now time.Time) (err error) {
	if err = p.end(status, now); err != nil {
		return err
	}
	p.Demo.Status, err = DemoMachine.Move("demo", p.Demo.Status, DemoFailed)
	p.Demo.Touch(now)
	return err
}

func (p *Pair) end(status JobStatus, now time.Time) (err error) {
	if p.Job.Status, err = JobMachine.Move("job", p.Job.Status, status); err != nil {
		return err
	}
	p.Job.CompletedAt = &now
	p.touch(now)
	return nil
}

// begun reports whether any step was ever claimed; waiting in a backlog is no attempt.
func (p *Pair) begun() bool {
	for _, step := range p.Job.Steps {
		if step.Fence > 0 {
			return true
		}
	}
	return false
}

func (p *Pair) held(name StepName, fence int64) (Step, error) {
	step := p.Job.Steps[name]
	if p.Job.Terminal() {
		return step, fault.New(fault.LeaseLost, "The job is %s.", p.Job.Status)
	}
	return step, step.Check(fence)
}

// touch marks a write of the job and sets when it is looked after if it falls silent.
func (p *Pair) touch(now time.Time) {
	p.Job.Touch(now)
	watch := now.Add(p.Job.patience())
	p.Job.WatchAt = &watch
}
