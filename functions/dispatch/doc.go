// Package dispatch is the function dispatch: it sends a new job on its way.
//
//	Trigger:      Firestore document created, tenants/{tenant}/jobs/{job}
//	Reads:        the job
//	Writes:       nothing
//	Emits:        Pub/Sub provision-jobs
//	Idempotency:  sending twice is harmless: the receiver claims the job; a job that is no longer queued is not sent
//	Retry:        Eventarc, until the message is out; redrive-jobs after that
//	Identity:     fn-dispatch@, Firestore viewer, publisher on provision-jobs and on the dead letters
//	Playbook:     docs/playbooks/dispatch.md
package dispatch
