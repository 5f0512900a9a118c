package store

import (
	"context"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Jobs reads jobs and lets people start, cancel and retry them.
type Jobs struct{ *Scoped }

// JobFilter narrows a list of jobs; empty fields do not.
type JobFilter struct {
	Status demo.JobStatus
	Demo   string
}

// LogEntry is one document of a job's log: lines that were written together.
type LogEntry struct {
	demo.Meta
	ID    string    `firestore:"id"`
	Step  string    `firestore:"step"`
	Lines []LogLine `firestore:"lines"`
}

// LogLine is one line of a job's log, written for people.
type LogLine struct {
	At   time.Time `firestore:"at"`
	Text string    `firestore:"text"`
}

// Get gives one job.
func (j Jobs) Get(ctx context.Context, id string) (demo.Job, error) {
	return j.get(ctx, tenant.DemosRead, id)
}

func (j Jobs) get(ctx context.Context, permission tenant.Permission, id string) (demo.Job, error) {
	if err := j.begin(ctx, permission); err != nil {
		return demo.Job{}, err
	}
	return read(ctx, j.Scoped, permission, j.child("jobs", id), "job", func(x *demo.Job) string { return x.CreatedBy })
}

// List gives jobs, newest first: those the scope's permission reaches.
func (j Jobs) List(ctx context.Context, filter JobFilter, page PageRequest) (Page[demo.Job], error) {
	if err := j.begin(ctx, tenant.DemosRead); err != nil {
		return Page[demo.Job]{}, err
	}
	owner, _ := j.ownerFilter(tenant.DemosRead, "")
	q := where(j.root.Collection("jobs").Query, map[string]string{
		"created_by": owner, "status": string(filter.Status), "demo_id": filter.Demo,
	})
	return list(ctx, j.Scoped, q, page, "jobs", func(x *demo.Job) position { return position{At: x.CreatedAt, ID: x.ID} })
}

// Logs gives a job's log in the order of writing. Its cursor stands at the last entry, also of the last page: more may be written.
func (j Jobs) Logs(ctx context.Context, id, after string, limit int) (Page[LogEntry], error) {
	if _, err := j.Get(ctx, id); err != nil {
		return Page[LogEntry]{}, err
	}
	q := j.child("jobs", id).Collection("logs").OrderBy(firestore.DocumentID, firestore.Asc)
	cursors, err := j.cursorsOf(q)
	if err != nil {
		return Page[LogEntry]{}, err
	}
	if after != "" {
		last, err := cursors.open(ctx, after)
		if err != nil {
			return Page[LogEntry]{}, err
		}
		q = q.StartAfter(last.ID)
	}
	docs, err := q.Limit(min(max(limit, 1), MaxPage)).Documents(ctx).GetAll()
	if err != nil {
		return Page[LogEntry]{}, mapError(err, "log")
	}
	page := Page[LogEntry]{Cursor: after}
	for _, doc := range docs {
		var entry LogEntry
		if err := doc.DataTo(&entry); err != nil {
			return page, fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Ref.Path)
		}
		page.Items = append(page.Items, entry)
	}
	if n := len(page.Items); n > 0 {
		page.Cursor, err = cursors.seal(ctx, position{ID: page.Items[n-1].ID})
	}
	return page, err
}

// Cancel ends a job on the wish of a person who may change its demo.
func (j Jobs) Cancel(ctx context.Context, id string) (demo.Job, error) {
	job, err := j.get(ctx, tenant.DemosUpdate, id)
	if err != nil {
		return demo.Job{}, err
	}
	pair, err := j.change(ctx, JobRef{Job: job.ID, Demo: job.DemoID}, "job.cancel", nil, func(p *demo.Pair, now time.Time) error {
		return p.Cancel(now)
	})
	return pair.Job, err
}
