// Package certificate is the function certificate: it takes wishes for exams, shows a demo's certificate and whether it still holds, and
// publishes the keys that prove certificates.
//
//	Trigger:      HTTP, /api/v1/demos/*/exam, /api/v1/certificates/**
//	Reads:        demos, exams, builds of templates; records of the demo's tables, its tables when they have changed, its agent's context
//	Writes:       exams (queued), question quota, the demo's mark, audit entries
//	Emits:        nothing; the created exam sets off exam
//	Idempotency:  a demo that is being examined gives the exam under way
//	Retry:        by the client
//	Identity:     fn-certificate@, Firestore user, BigQuery job user, data viewer, data agent viewer, reader of the key's secret
//	Playbook:     docs/playbooks/certificate.md
package certificate
