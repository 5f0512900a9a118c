// Package tenants is the function tenants: companies on the platform, their API keys, and the log of what was changed.
//
//	Trigger:      HTTP, /api/v1/tenants/**, /api/v1/api-keys/**, /api/v1/audit-entries
//	Reads:        tenants, api_keys, audit_entries, users (names)
//	Writes:       tenants, api_keys, audit entries: one commit per request
//	Idempotency:  Idempotency-Key on POST, If-Match on PATCH; revoking is a state
//	Retry:        by the client
//	Identity:     fn-tenants@, Firestore user, accessor of the secret api-key-pepper
//	Playbook:     docs/playbooks/tenants.md
package tenants
