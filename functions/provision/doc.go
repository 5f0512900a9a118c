// Package provision is the function provision: it accepts wishes for demos and tells how they are coming along.
//
//	Trigger:      HTTP, /api/v1/provision/** and /api/v1/jobs/**
//	Reads:        templates, tenants/{t}, jobs, logs
//	Writes:       jobs, demos, quota counters, idempotency records, audit entries: one commit per request
//	Emits:        nothing; the created job sets off dispatch
//	Idempotency:  Idempotency-Key per person and operation, 24 hours; cancel of an ended job is a conflict
//	Retry:        by the client; 429 and 503 carry Retry-After
//	Identity:     fn-provision@, Firestore user
//	Playbook:     docs/playbooks/provision.md
package provision
