package demo

import (
	"time"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// JobType is what a job does.
type JobType string

// The types of job built so far.
const (
	JobQuick    JobType = "quick"
	JobTeardown JobType = "teardown"
)

// Dispatched reports whether a message sets the job's work off. The others' work begins with the job's document itself.
func (t JobType) Dispatched() bool { return t == JobQuick }

// Endless reports whether the job is tried for as long as it takes: it has neither failed nor can it be cancelled.
func (t JobType) Endless() bool { return t == JobTeardown }

// StepName names a piece of a job that one function does on its own. The name is the function's word. It is an alias because the
// Firestore client stores only maps whose keys are plain strings.
type StepName = string

// The steps of a quick job; they run side by side and the later one to end completes the job.
const (
	StepLoad        StepName = "load"
	StepCreateAgent StepName = "createagent"
)

// Step is the state of one piece of a job.
type Step struct {
	Lease
	Done      bool   `firestore:"done"`
	LastError string `firestore:"last_error"` // of the last attempt that failed for the moment
}

// Failure says why a job failed, in words for the person who asked for it.
type Failure struct {
	Phase   string `firestore:"phase"`
	Reason  string `firestore:"reason"` // a fault kind's slug
	Message string `firestore:"message"`
}

// Job is one run of provisioning.
type Job struct {
	Meta
	ID              string            `firestore:"id"`
	Tenant          string            `firestore:"tenant"`
	Type            JobType           `firestore:"type"`
	Status          JobStatus         `firestore:"status"`
	Phase           string            `firestore:"phase"`    // what is going on, in a word or two
	Progress        int               `firestore:"progress"` // 0 to 100
	DemoID          string            `firestore:"demo_id"`
	CustomerName    string            `firestore:"customer_name"`
	TemplateID      string            `firestore:"template_id"`
	TemplateVersion int               `firestore:"template_version"`
	Attempt         int               `firestore:"attempt"` // how often the job went back to queued
	Steps           map[StepName]Step `firestore:"steps"`
	Error           *Failure          `firestore:"error"`
	RetryOf         string            `firestore:"retry_of"`
	StartedAt       *time.Time        `firestore:"started_at"`
	CompletedAt     *time.Time        `firestore:"completed_at"`   // when it became terminal
	NotifiedAt      *time.Time        `firestore:"notified_at"`    // when its end was announced
	CompensatedAt   *time.Time        `firestore:"compensated_at"` // when what it made was confirmed gone
	Leftovers       []string          `firestore:"leftovers"`      // what could not be removed yet
	WatchAt         *time.Time        `firestore:"watch_at"`       // when redrive-jobs looks after it; absent when nothing is left to do
}

// MaxQueued is how long a job may wait before anybody has begun it; then it fails.
const MaxQueued = time.Hour

// Patience is how long a job may be silent before redrive-jobs looks after it.
const Patience = 45 * time.Second

// NewQuickJob makes a queued job for a demo.
func NewQuickJob(id, demoID, owner string, in tenant.ID, customer string, tv TemplateVersion, now time.Time) (Job, error) {
	name, err := CustomerName(customer)
	if err != nil {
		return Job{}, err
	}
	if id == "" || demoID == "" || owner == "" {
		return Job{}, fault.New(fault.Internal, "a job needs an id, a demo and an owner")
	}
	watch := now.Add(Patience)
	return Job{
		Meta: Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: owner, Version: 1},
		ID:   id, Tenant: string(in), Type: JobQuick, Status: JobQueued, Phase: "queued", DemoID: demoID, CustomerName: name,
		TemplateID: tv.TemplateID, TemplateVersion: tv.Number,
		Steps:   map[StepName]Step{StepLoad: {}, StepCreateAgent: {}},
		WatchAt: &watch,
	}, nil
}

// Terminal reports whether the job has ended.
func (j *Job) Terminal() bool { return JobMachine.Terminal(j.Status) }

// Compensates reports whether the job came to nothing, so that nothing of it may stay.
func (j *Job) Compensates() bool { return j.Status == JobFailed || j.Status == JobCancelled }

// Compensate reports whether what the job made has still to be removed.
func (j *Job) Compensate() bool {
	return j.Compensates() && j.CompensatedAt == nil
}

// Settled reports whether nothing at all is left to do for the job.
func (j *Job) Settled() bool { return j.Terminal() && j.NotifiedAt != nil && !j.Compensate() }

// Leased reports whether any step is being worked on.
func (j *Job) Leased(now time.Time) (until time.Time, held bool) {
	for _, step := range j.Steps {
		if step.Held(now) && step.Until.After(until) {
			until, held = step.Until, true
		}
	}
	return until, held
}
