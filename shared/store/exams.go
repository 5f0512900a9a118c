package store

import (
	"context"
	"errors"
	"reflect"
	"time"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// Exams is people's side of exams: they begin one, and look at what it found.
type Exams struct{ *Scoped }

// ExamRef names an exam.
type ExamRef struct {
	Demo, Exam string
}

// CurrentExam is what there is to see of a demo's exams.
type CurrentExam struct {
	Demo      demo.Demo
	Certified *demo.Exam // the exam whose certificate counts; nil while there is none
	Newest    *demo.Exam // nil while there is none
}

// Current gives a demo with its newest exam and the one whose certificate counts.
func (e Exams) Current(ctx context.Context, demoID string) (CurrentExam, error) {
	d, err := e.Demos().Get(ctx, demoID)
	if err != nil {
		return CurrentExam{}, err
	}
	out := CurrentExam{Demo: d}
	if d.Exam.Exam == "" {
		return out, nil
	}
	refs := []*firestore.DocumentRef{e.exam(ExamRef{demoID, d.Exam.Exam})}
	if d.Exam.Certificate != "" && d.Exam.Certificate != d.Exam.Exam {
		refs = append(refs, e.exam(ExamRef{demoID, d.Exam.Certificate}))
	}
	snaps, err := e.store.db.GetAll(ctx, refs)
	if err != nil {
		return CurrentExam{}, mapError(err, "exam")
	}
	for _, snap := range snaps {
		if !snap.Exists() {
			continue
		}
		var x demo.Exam
		if err := snap.DataTo(&x); err != nil {
			return CurrentExam{}, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snap.Ref.Path)
		}
		if x.ID == d.Exam.Exam {
			out.Newest = &x
		}
		if x.ID == d.Exam.Certificate {
			out.Certified = &x
		}
	}
	return out, nil
}

// Look is what a comparison of data and agent with a certificate said.
type Look struct {
	Certificate string // the exam whose certificate it was compared with
	Verdict     demo.Verdict
	Reasons     []string
	Known       []demo.Known // contents met on the way
}

// Looked records a comparison: the demo's mark follows it, a change of it is in the audit log. When another certificate counts by now, the
// comparison is outdated and nothing is written.
func (e Exams) Looked(ctx context.Context, demoID string, look Look) (demo.ExamMark, error) {
	if err := e.begin(ctx, tenant.DemosRead); err != nil {
		return demo.ExamMark{}, err
	}
	pair, err := e.changeExam(ctx, ExamRef{demoID, look.Certificate}, func(p *examPair, now time.Time) (string, error) {
		if !e.scope.Covers(tenant.DemosRead, p.demo.CreatedBy) {
			return "", absent("demo")
		}
		if p.demo.Exam.Certificate != look.Certificate {
			return "", errUnchanged
		}
		if !reflect.DeepEqual(p.exam.Known, look.Known) {
			p.exam.Known = look.Known
			p.exam.Touch(now)
		}
		if p.demo.Checked(look.Verdict, look.Reasons, now) {
			return "exam.checked", nil
		}
		return "", nil
	})
	return pair.demo.Exam, err
}

// Postpone has the sweep come back later to a demo whose due certificate could not be looked at. One that is not due stays as it is.
func (e Exams) Postpone(ctx context.Context, demoID string) error {
	if err := e.begin(ctx, tenant.DemosRead); err != nil {
		return err
	}
	doc := e.child("demos", demoID)
	if doc == nil {
		return absent("demo")
	}
	return mapError(contend(ctx, func() error {
		snap, err := doc.Get(ctx)
		if err != nil {
			return err
		}
		var d demo.Demo
		if err := snap.DataTo(&d); err != nil {
			return fault.Wrap(fault.Internal, err, "document %s does not fit its type", doc.Path)
		}
		if !e.scope.Covers(tenant.DemosRead, d.CreatedBy) {
			return absent("demo")
		}
		if !d.Postpone(e.store.now()) {
			return nil
		}
		c := e.store.newCommit()
		c.replace(doc, snap.UpdateTime, d)
		_, err = c.send(ctx)
		return err
	}), "demo")
}

// exam is an exam's document, or nil for ids that cannot be ones.
func (s *Scoped) exam(ref ExamRef) *firestore.DocumentRef {
	d := s.child("demos", ref.Demo)
	if d == nil || !validID(ref.Exam) {
		return nil
	}
	return d.Collection("exams").Doc(ref.Exam)
}

// examPair is an exam with its demo: what changes together.
type examPair struct {
	exam demo.Exam
	demo demo.Demo
	next *demo.Exam // a new exam of the demo, made in the same commit

	bytes int64 // billed by the queries of an attempt that ends
}

// changeExam moves an exam and its demo in one commit and writes what changed. change may name an action for the audit log; it runs again
// when others wrote meanwhile.
func (s *Scoped) changeExam(ctx context.Context, ref ExamRef, change func(*examPair, time.Time) (action string, err error)) (examPair, error) {
	examDoc, demoDoc := s.exam(ref), s.child("demos", ref.Demo)
	if examDoc == nil || demoDoc == nil {
		return examPair{}, absent("exam")
	}
	var planned, before examPair
	var moved bool // the last try wrote the exam, and not only its demo
	err := contend(ctx, func() error {
		snaps, err := s.store.db.GetAll(ctx, []*firestore.DocumentRef{examDoc, demoDoc})
		if err != nil {
			return err
		}
		if before, err = examPairOf(snaps); err != nil {
			return err
		}
		if planned.landed(before, moved) {
			return nil // only its acknowledgement was lost
		}
		planned = before
		now := s.store.now()
		action, err := change(&planned, now)
		if err != nil {
			return err
		}
		planned.exam.BytesBilled += planned.bytes
		c := s.store.newCommit()
		s.billed(c, ref.Exam, planned.bytes, now)
		if unspent := planned.exam.Unspent(now); unspent > 0 && planned.next == nil && before.exam.Status != demo.ExamFailed {
			c.update(s.root, []firestore.Update{{Path: "counters.questions", Value: firestore.Increment(-unspent)}})
		}
		if moved = planned.exam.Version != before.exam.Version; moved {
			c.replace(examDoc, snaps[0].UpdateTime, planned.exam)
		}
		if planned.demo.Version != before.demo.Version {
			c.replace(demoDoc, snaps[1].UpdateTime, planned.demo)
		}
		if planned.next != nil {
			c.create(s.exam(ExamRef{ref.Demo, planned.next.ID}), *planned.next)
		}
		if action != "" {
			c.create(s.auditEntry(ctx, action, "demos/"+ref.Demo, before.demo.Exam.Shown(), planned.demo.Exam.Shown(), now))
		}
		_, err = c.send(ctx)
		return err
	})
	if errors.Is(err, errUnchanged) {
		return before, nil
	}
	if err != nil {
		return examPair{}, mapError(err, "exam")
	}
	return planned, nil
}

// landed tells whether what was planned is what is there now. A pair that was never planned has not landed.
func (p examPair) landed(now examPair, moved bool) bool {
	if moved {
		return reflect.DeepEqual(now.exam, p.exam)
	}
	return p.demo.Version > 0 && reflect.DeepEqual(now.demo, p.demo)
}

// examPairOf reads an exam's and a demo's snapshots.
func examPairOf(snaps []*firestore.DocumentSnapshot) (examPair, error) {
	var pair examPair
	for i, into := range []any{&pair.exam, &pair.demo} {
		if !snaps[i].Exists() {
			return pair, absent("exam")
		}
		if err := snaps[i].DataTo(into); err != nil {
			return pair, fault.Wrap(fault.Internal, err, "document %s does not fit its type", snaps[i].Ref.Path)
		}
	}
	return pair, nil
}
