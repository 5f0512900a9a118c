package demo

import (
	"time"

	"capidemo.dev/platform/shared/fault"
)

// ExamPause is how long after somebody's whole exam of a demo the next one may begin: each takes questions of the tenant's day, and data
// that is the same gives the same answers.
const ExamPause = 5 * time.Minute

// Pause refuses another exam of the demo so soon after this one, its newest. changed says that its certificate no longer holds: then there
// is something to find out. An exam that asked nothing, and the platform's own first one, stand in nobody's way.
func (e *Exam) Pause(changed bool, now time.Time) error {
	if e.First || e.CompletedAt == nil || e.Status == ExamFailed && !e.Asked || changed && e.Status == ExamCompleted {
		return nil
	}
	wait := e.CompletedAt.Add(ExamPause).Sub(now)
	if wait <= 0 {
		return nil
	}
	return fault.New(fault.RateLimited, "The demo was examined a moment ago; an exam may follow another one after %d minutes, or once data or agent have changed.",
		int(ExamPause.Minutes())).After(wait)
}

// Unspent is how many of the reserved questions go back to the tenant's day when the exam has failed: all of them, if none was asked on the
// day they were reserved on.
func (e *Exam) Unspent(now time.Time) int64 {
	if e.Asked || e.Redriven > 0 || e.Status != ExamFailed || e.CreatedAt.UTC().Format(time.DateOnly) != now.UTC().Format(time.DateOnly) {
		return 0
	}
	return e.Questions
}
