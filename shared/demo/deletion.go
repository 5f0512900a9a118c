package demo

import (
	"time"

	"capidemo.dev/platform/shared/fault"
)

// StepTeardown is the one step of a teardown job: agent, dataset and whatever was said and examined go, and a tombstone stays.
const StepTeardown StepName = "teardown"

// maxTeardownPause is the longest that a failing deletion waits until it is set off again.
const maxTeardownPause = time.Hour

// Tombstone is what is left of a deleted demo, in the demo's own document. It has none of the fields that lists are sorted by, so that no list
// has it, and names neither the customer nor what there was in BigQuery and the agents' API.
type Tombstone struct {
	ID        string     `firestore:"id"`
	Tenant    string     `firestore:"tenant"`
	Status    DemoStatus `firestore:"status"`
	CreatedBy string     `firestore:"created_by"`
	JobID     string     `firestore:"job_id"` // the job that deleted it
	UpdatedAt time.Time  `firestore:"updated_at"`
	Version   int64      `firestore:"version"`
}

// Tombstone is what stays of the demo once it is deleted.
func (d *Demo) Tombstone() Tombstone {
	return Tombstone{ID: d.ID, Tenant: d.Tenant, Status: d.Status, CreatedBy: d.CreatedBy, JobID: d.JobID, UpdatedAt: d.UpdatedAt, Version: d.Version}
}

// Delete begins the deletion of the demo, by a job of its own that is not given up: from now on nothing can be asked of it. A demo that is being
// made is a conflict; its job can be cancelled first.
func (d *Demo) Delete(jobID, by string, now time.Time) (Job, error) {
	if d.Status == DemoPending || d.Status == DemoProvisioning {
		return Job{}, fault.New(fault.Conflict, "The demo is being made; cancel its job %s, then delete it.", d.JobID)
	}
	status, err := DemoMachine.Move("demo", d.Status, DemoDeleting)
	if err != nil {
		return Job{}, err
	}
	d.Status, d.JobID, d.Exam.CheckAt = status, jobID, nil
	d.Touch(now)
	watch := now.Add(Patience)
	return Job{
		Meta: Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: by, Version: 1},
		ID:   jobID, Tenant: d.Tenant, Type: JobTeardown, Status: JobQueued, Phase: "queued", DemoID: d.ID, CustomerName: d.CustomerName,
		TemplateID: d.TemplateID, TemplateVersion: d.TemplateVersion,
		Steps:   map[StepName]Step{StepTeardown: {}},
		WatchAt: &watch,
	}, nil
}

// Forget takes the customer's name off a job of a demo that is deleted. It reports whether that changed anything.
func (j *Job) Forget(now time.Time) bool {
	if j.CustomerName == "" {
		return false
	}
	j.CustomerName = ""
	j.Touch(now)
	return true
}

// patience is how long the job may be silent before redrive-jobs looks after it: ever longer for one that is not given up.
func (j *Job) patience() time.Duration {
	if !j.Type.Endless() {
		return Patience
	}
	return min(Patience<<min(j.Attempt, 10), maxTeardownPause)
}
