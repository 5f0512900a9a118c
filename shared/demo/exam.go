package demo

import (
	"time"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// ExamStatus is where an exam stands.
type ExamStatus string

// The states of an exam. Completed and failed are terminal; a failed one says nothing about the demo.
const (
	ExamQueued    ExamStatus = "queued"
	ExamRunning   ExamStatus = "running"
	ExamCompleted ExamStatus = "completed"
	ExamFailed    ExamStatus = "failed"
)

// ExamMachine is every legal move of an exam. A new attempt goes on running.
var ExamMachine = Machine[ExamStatus]{ //nolint:gochecknoglobals // a constant table; Go has no constant maps
	ExamQueued:    {ExamRunning, ExamFailed},
	ExamRunning:   {ExamCompleted, ExamFailed},
	ExamCompleted: {},
	ExamFailed:    {},
}

// Tally counts what was tried and what was right.
type Tally struct {
	Total  int `firestore:"total"  json:"total"`
	Passed int `firestore:"passed" json:"passed"`
}

// Exam is one examination of a demo: the document tenants/{t}/demos/{d}/exams/{e}. Its result is in the certificate alone, which is signed;
// what is beside it only says how far the exam came.
type Exam struct {
	Meta
	Lease       Lease      `firestore:"lease"`
	ID          string     `firestore:"id"`
	Tenant      string     `firestore:"tenant"`
	DemoID      string     `firestore:"demo_id"`
	First       bool       `firestore:"first"` // the platform's own, when the demo became active; it may inherit its build's result
	Status      ExamStatus `firestore:"status"`
	Progress    int        `firestore:"progress"`
	Questions   int64      `firestore:"questions"` // reserved of the tenant's day
	Asked       bool       `firestore:"asked"`     // questions were put, or may have been: what is reserved is used
	Redriven    int        `firestore:"redriven"`  // how often it fell silent and was begun anew
	Verdict     Verdict    `firestore:"verdict"`
	Certificate string     `firestore:"certificate"`  // compact JWS, see shared/certificate
	BytesBilled int64      `firestore:"bytes_billed"` // by BigQuery, in all attempts
	Known       []Known    `firestore:"known"`        // contents of tables as they were met, so that an unchanged table is never read again
	Error       *Failure   `firestore:"error"`
	CompletedAt *time.Time `firestore:"completed_at"`
	WatchAt     *time.Time `firestore:"watch_at"`
}

// Known is the content of a table in one state of it.
type Known struct {
	Table   string `firestore:"table"`
	Tag     string `firestore:"tag"`     // of the state, by the warehouse; another one says that something may have changed
	Content string `firestore:"content"` // digest of all rows
}

// MaxRedriven is how often an exam that fell silent is begun anew.
const MaxRedriven = 2

// NewExam makes a queued exam of an active demo and marks the demo. The mark stays what it is for those who look at the certificate.
func NewExam(id, by string, d *Demo, first bool, questions int64, now time.Time) (Exam, error) {
	if id == "" || by == "" {
		return Exam{}, fault.New(fault.Internal, "an exam needs an id and somebody who wants it")
	}
	if d.Status != DemoActive {
		return Exam{}, fault.New(fault.Conflict, "The demo is %s; it can be examined when it is active.", d.Status)
	}
	if d.Exam.Status == ExamStatusRunning {
		return Exam{}, fault.New(fault.Conflict, "The demo is being examined.")
	}
	watch := now.Add(Patience)
	d.Exam.Before, d.Exam.Status, d.Exam.Progress, d.Exam.Exam = d.Exam.Status, ExamStatusRunning, 0, id
	d.Touch(now)
	return Exam{
		Meta: Meta{CreatedAt: now, UpdatedAt: now, CreatedBy: by, Version: 1},
		ID:   id, Tenant: d.Tenant, DemoID: d.ID, First: first, Status: ExamQueued, Questions: questions, Verdict: VerdictNone, WatchAt: &watch,
	}, nil
}

// ExamPath is the exam's document below its tenant.
func ExamPath(demoID, examID string) string { return "demos/" + demoID + "/exams/" + examID }

// DemoPath names a demo across tenants; it is the subject of certificates.
func DemoPath(in tenant.ID, demoID string) string {
	return "tenants/" + string(in) + "/demos/" + demoID
}

// Claim takes the exam for owner. It is Busy while another has it and a Conflict when its attempts are used up.
func (e *Exam) Claim(owner string, now time.Time) (err error) {
	if e.Lease, err = e.Lease.Claim(owner, now); err != nil {
		return err
	}
	if e.Status == ExamQueued {
		e.Status, err = ExamMachine.Move("exam", e.Status, ExamRunning)
	}
	return err
}

// Report shows progress, which never falls, on the exam and on its demo.
func (e *Exam) Report(d *Demo, progress int, now time.Time) {
	e.Progress = max(e.Progress, min(progress, 99))
	if d.Exam.Exam == e.ID && d.Exam.Status == ExamStatusRunning && d.Exam.Progress != e.Progress {
		d.Exam.Progress = e.Progress
		d.Touch(now)
	}
}

// Graded is the end of an exam.
type Graded struct {
	Verdict     Verdict
	Reasons     []string
	Certificate string // compact JWS
	Known       []Known
}

// Complete ends the exam with a certificate, which from now on is the demo's.
func (e *Exam) Complete(d *Demo, g Graded, now time.Time) (err error) {
	if e.Status, err = ExamMachine.Move("exam", e.Status, ExamCompleted); err != nil {
		return err
	}
	e.Verdict, e.Certificate, e.Known, e.Progress = g.Verdict, g.Certificate, g.Known, 100
	e.CompletedAt, e.WatchAt, e.Lease = &now, nil, e.Lease.Release()
	if d.Exam.Exam != e.ID {
		return nil // a newer exam has the demo
	}
	check := now.Add(CheckSoon)
	d.Exam = ExamMark{
		ExamCard: ExamCard{Status: string(g.Verdict), Progress: 100, ExaminedAt: &now, Reasons: g.Reasons}, Exam: e.ID, Certificate: e.ID, CheckAt: &check,
	}
	d.Touch(now)
	return nil
}

// Fail ends the exam without a result: the demo shows again what it showed before.
func (e *Exam) Fail(d *Demo, f Failure, now time.Time) (err error) {
	if e.Status, err = ExamMachine.Move("exam", e.Status, ExamFailed); err != nil {
		return err
	}
	e.Error, e.CompletedAt, e.WatchAt, e.Lease = &f, &now, nil, e.Lease.Release()
	if d.Exam.Exam == e.ID && d.Exam.Status == ExamStatusRunning {
		d.Exam.Status, d.Exam.Before, d.Exam.Progress = d.Exam.Before, "", 0
		d.Touch(now)
	}
	return nil
}

// ReserveExam takes the questions that an exam asks out of the tenant's day.
func (t *TenantRecord) ReserveExam(questions int64, now time.Time) error {
	c := t.Counters.roll(now)
	if c.Questions+questions > t.Limits.QuestionsPerDay {
		return fault.New(fault.QuotaExceeded, "The exam asks %d questions, and your tenant has %d of its %d questions of today left; go on tomorrow (UTC) or ask your admin.",
			questions, max(t.Limits.QuestionsPerDay-c.Questions, 0), t.Limits.QuestionsPerDay)
	}
	c.Questions += questions
	t.Counters = c
	return nil
}

// Patient sets when an exam that falls silent is looked after; one that has ended is not.
func (e *Exam) Patient(now time.Time) {
	e.WatchAt = nil
	if !ExamMachine.Terminal(e.Status) {
		watch := now.Add(Patience)
		e.WatchAt = &watch
	}
}

// Again makes the exam that takes the place of one that fell silent: that one ends, and a new one begins under a new id. Waiting in a backlog
// is no attempt, but what was never begun within MaxQueued fails, and so does what fell silent too often while somebody examined. again is
// false then, and for an exam that is in good hands or has ended.
func (e *Exam) Again(id string, d *Demo, now time.Time) (next Exam, again bool, err error) {
	if ExamMachine.Terminal(e.Status) || e.Lease.Held(now) {
		return Exam{}, false, nil
	}
	if err := e.Fail(d, Failure{
		Phase: "exam", Reason: fault.Timeout.String(), Message: "The exam stopped on its way. Begin it again; if that stays so, report the demo's id.",
	}, now); err != nil {
		return Exam{}, false, err
	}
	waited, begun := now.Sub(e.CreatedAt), e.Lease.Fence > 0
	if (begun && e.Redriven >= MaxRedriven) || (!begun && waited >= MaxQueued) || d.Status != DemoActive || d.Exam.Status == ExamStatusRunning {
		return Exam{}, false, nil
	}
	if next, err = NewExam(id, e.CreatedBy, d, e.First, e.Questions, now); err != nil {
		return Exam{}, false, err
	}
	next.Redriven, next.Asked = e.Redriven+1, e.Asked
	if !begun {
		watch := now.Add(max(Patience, waited/2)) // a backlog is not helped by ever more events
		next.Redriven, next.CreatedAt, next.WatchAt = e.Redriven, e.CreatedAt, &watch
	}
	return next, true, nil
}
