// Package notify is the function notify: it addresses an event of a tenant to the webhooks that want it.
//
//	Trigger:      Pub/Sub provision-events
//	Reads:        webhooks
//	Writes:       one delivery a webhook, named by the event
//	Emits:        nothing; a delivery's document sets off deliver
//	Idempotency:  the delivery's id is the event's, so a repetition creates nothing
//	Retry:        Pub/Sub, then the dead letters
//	Identity:     fn-notify@, Firestore user, publisher on the dead letters
//	Playbook:     docs/playbooks/notify.md
package notify
