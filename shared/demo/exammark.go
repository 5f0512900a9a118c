package demo

import (
	"reflect"
	"slices"
	"time"
)

// Verdict is what an exam says of a demo.
type Verdict string

// The verdicts. Red means that something shown to a customer would be wrong.
const (
	VerdictNone  Verdict = "none"  // never examined
	VerdictGreen Verdict = "green" // every golden query and every phrasing is right
	VerdictAmber Verdict = "amber" // every golden query is right, but some phrasing was asked back, refused or not answered
	VerdictRed   Verdict = "red"   // a wrong result, a failed query, or data or agent are no longer what was examined
)

// ExamMark is what a demo shows of its exams: the map `exam` of its document, which the browser listens to.
type ExamMark struct {
	ExamCard
	Exam        string     `firestore:"exam"`        // the newest exam
	Certificate string     `firestore:"certificate"` // the exam whose certificate counts; empty while there is none
	Before      string     `firestore:"before"`      // status before the running exam; it comes back when that fails
	CheckAt     *time.Time `firestore:"check_at"`    // when the sweep compares data and agent with the certificate; absent when it need not
}

// ExamStatusRunning is the status of a mark while an exam is under way.
const ExamStatusRunning = "running"

// Shown is the status for people.
func (m ExamCard) Shown() string {
	if m.Status == "" {
		return string(VerdictNone)
	}
	return m.Status
}

// How long after a look at data and agent the sweep looks again: soon at what is in use, daily at what is not.
const (
	CheckSoon  = time.Hour
	CheckLater = 24 * time.Hour
	inUse      = 7 * 24 * time.Hour
)

// Checked records what a comparison of data and agent with the certificate said, and when to compare again. It reports whether the status
// changed; what is the same and not due is not written. A running exam keeps its mark and will say more; a demo that is not active keeps
// what was last true of it.
func (d *Demo) Checked(verdict Verdict, reasons []string, now time.Time) (changed bool) {
	mark := d.Exam
	switch {
	case d.Status != DemoActive:
		mark.CheckAt = nil
	case mark.CheckAt == nil || !now.Before(*mark.CheckAt):
		next := now.Add(CheckLater)
		if now.Sub(d.LastUsed) < inUse {
			next = now.Add(CheckSoon)
		}
		mark.CheckAt = &next
	}
	if d.Status == DemoActive && mark.Status != ExamStatusRunning {
		changed = mark.Status != string(verdict)
		mark.Status = string(verdict)
		if !slices.Equal(mark.Reasons, reasons) {
			mark.Reasons = reasons
		}
	}
	if !reflect.DeepEqual(mark, d.Exam) {
		d.Exam = mark
		d.Touch(now)
	}
	return changed
}

// Postpone has the sweep look at the certificate later although nothing came of a look that was due: what cannot be compared must not come
// first in every pass, before all others. It reports whether the look was due; without a certificate there is none.
func (d *Demo) Postpone(now time.Time) (due bool) {
	if d.Exam.CheckAt == nil || now.Before(*d.Exam.CheckAt) {
		return false
	}
	d.Exam.CheckAt = nil
	if next := now.Add(CheckSoon); d.Status == DemoActive && d.Exam.Certificate != "" {
		d.Exam.CheckAt = &next
	}
	d.Touch(now)
	return true
}

// BuildExam is what is known of a build of a template: the document build_exams/{id}. A demo that is an untouched clone of the build inherits
// it instead of being examined itself.
type BuildExam struct {
	Meta
	Lease       Lease  `firestore:"lease"` // of who examines the build at present
	ID          string `firestore:"id"`
	Certificate string `firestore:"certificate"` // compact JWS; empty while there is none
}

// BuildExamID names a build across templates.
func BuildExamID(v *TemplateVersion) string { return v.GoldenName() }

// BuildSubject is the subject of a build's certificate.
func BuildSubject(v *TemplateVersion) string { return "builds/" + BuildExamID(v) }
