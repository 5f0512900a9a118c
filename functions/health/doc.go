// Package health is the function health: whether the API is up, and what it offers.
//
//	Trigger:      HTTP, /api/v1/health, /api/v1/health/ready, /api/openapi.json, /api/docs
//	Reads:        one document that need not exist
//	Writes:       nothing
//	Idempotency:  reads only
//	Retry:        by the client
//	Identity:     fn-health@, Firestore viewer
//	Playbook:     docs/playbooks/health.md
package health
