// Package webhooks is the function webhooks: a tenant's admins say which addresses are told of its events, and see what they were told.
//
//	Trigger:      HTTP, /api/v1/webhooks/**
//	Reads:        webhooks, deliveries
//	Writes:       webhooks, deliveries that a person asks for (test, once more), audit entries
//	Emits:        nothing; a delivery's document sets off deliver
//	Idempotency:  changes carry If-Match; a test is a new notice each time
//	Retry:        the client's
//	Identity:     fn-webhooks@, Firestore user, accessor of the secret webhook-key
//	Playbook:     docs/playbooks/webhooks.md
package webhooks
