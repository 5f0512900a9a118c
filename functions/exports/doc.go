// Package exports is the function exports: all that a tenant has, for its admins to take with them.
//
//	Trigger:      HTTP, /api/v1/tenants/*/exports, /api/v1/tenants/*/exports/**
//	Reads:        exports, their files
//	Writes:       a pending export, audit entries (of every download too): one commit per request
//	Idempotency:  Idempotency-Key on POST; a second export while one is made is a conflict
//	Retry:        by the client
//	Identity:     fn-exports@, Firestore user, object viewer on the exports bucket, accessor of the secret api-key-pepper
//	Playbook:     docs/playbooks/exports.md
package exports
