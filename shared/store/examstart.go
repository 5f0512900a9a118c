package store

import (
	"context"
	"errors"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Start begins an exam of a demo: it reserves the questions that the exam asks, and commits the exam, the demo's mark and the audit entry
// at once. A demo that is being examined already gives that exam; one that was examined a moment ago is RateLimited, unless its certificate
// no longer holds: changed says so.
func (e Exams) Start(ctx context.Context, demoID string, questions int64, changed bool) (demo.Exam, error) {
	if _, err := e.Demos().GetForChat(ctx, demoID); err != nil {
		return demo.Exam{}, err
	}
	var out demo.Exam
	running := errors.New("it is running")
	err := e.reserve(ctx, func(rec *demo.TenantRecord, now time.Time) ([]creation, error) {
		d, err := e.Demos().GetForChat(ctx, demoID)
		if err != nil {
			return nil, err
		}
		if d.Exam.Status == demo.ExamStatusRunning {
			out, err = e.newest(ctx, &d)
			return nil, errors.Join(err, running)
		}
		if err := e.pause(ctx, &d, changed, now); err != nil {
			return nil, err
		}
		before := d.Exam.Shown()
		if out, err = demo.NewExam(e.store.newID(), e.scope.Subject(), &d, false, questions, now); err != nil {
			return nil, err
		}
		if err := rec.ReserveExam(questions, now); err != nil {
			return nil, err
		}
		if err := e.roomForBytes(ctx, rec, now); err != nil {
			return nil, err
		}
		auditDoc, audit := e.auditEntry(ctx, "exam.started", "demos/"+demoID, before, demo.ExamStatusRunning, now)
		return []creation{
			{ref: e.exam(ExamRef{demoID, out.ID}), data: out}, {ref: auditDoc, data: audit},
			{ref: e.child("demos", demoID), updates: []firestore.Update{
				{Path: "exam", Value: d.Exam}, {Path: "updated_at", Value: now}, {Path: "version", Value: firestore.Increment(1)},
			}},
		}, nil
	})
	if errors.Is(err, running) {
		if !fault.Is(err, fault.NotFound) {
			err = nil
		}
	}
	return out, err
}

// newest gives the demo's newest exam to who may ask the demo.
func (e Exams) newest(ctx context.Context, d *demo.Demo) (demo.Exam, error) {
	return read(ctx, e.Scoped, tenant.DemosChat, e.exam(ExamRef{d.ID, d.Exam.Exam}), "exam", func(*demo.Exam) string { return d.CreatedBy })
}

// pause refuses an exam that follows the demo's last one too soon.
func (e Exams) pause(ctx context.Context, d *demo.Demo, changed bool, now time.Time) error {
	if d.Exam.Exam == "" {
		return nil
	}
	last, err := e.newest(ctx, d)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return last.Pause(changed, now)
}
