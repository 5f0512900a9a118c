package system

import (
	"context"
	"iter"

	"cloud.google.com/go/firestore"

	"capidemo.dev/platform/shared/tenant"
)

// SilentExam names an exam that has not been heard of.
type SilentExam struct {
	Tenant     tenant.ID
	Demo, Exam string
}

// DueDemo names a demo whose certificate is to be looked at again.
type DueDemo struct {
	Tenant tenant.ID
	Demo   string
}

// SilentExams yields the exams of all tenants whose time to be looked after has come, the longest silent first, as SilentJobs does.
func (s *Store) SilentExams(ctx context.Context) iter.Seq2[SilentExam, error] {
	due := s.db.CollectionGroup("exams").Where("watch_at", "<=", s.now()).OrderBy("watch_at", firestore.Asc)
	return silent(ctx, due, "exams", func(path []string, _ *firestore.DocumentSnapshot) (SilentExam, bool) {
		if len(path) != 6 {
			return SilentExam{}, false
		}
		return SilentExam{Tenant: tenant.ID(path[1]), Demo: path[3], Exam: path[5]}, true
	})
}

// DueCertificates yields the demos of all tenants whose data and agent are to be compared with their certificates, the longest due first.
func (s *Store) DueCertificates(ctx context.Context) iter.Seq2[DueDemo, error] {
	due := s.db.CollectionGroup("demos").Where("exam.check_at", "<=", s.now()).OrderBy("exam.check_at", firestore.Asc)
	return silent(ctx, due, "demos", func(path []string, _ *firestore.DocumentSnapshot) (DueDemo, bool) {
		if len(path) != 4 {
			return DueDemo{}, false
		}
		return DueDemo{Tenant: tenant.ID(path[1]), Demo: path[3]}, true
	})
}
