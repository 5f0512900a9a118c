// Package deliver is the function deliver: it makes one attempt at telling a webhook of an event.
//
//	Trigger:      Firestore document written, tenants/{tenant}/webhooks/{webhook}/deliveries/{delivery}, when an attempt is due
//	Reads:        delivery, webhook
//	Writes:       the outcome of the attempt; a webhook whose receiver is gone for good is disabled
//	Emits:        one signed HTTPS request to an address on the public internet
//	Idempotency:  lease and fence a delivery; the receiver drops a webhook-id it has seen
//	Retry:        the delivery's own: after 1 and 10 minutes, 1 and 6 hours, set off by redrive-jobs; Eventarc when the database fails
//	Identity:     fn-deliver@, Firestore user, accessor of the secret webhook-key, publisher on the dead letters
//	Playbook:     docs/playbooks/deliver.md
package deliver
