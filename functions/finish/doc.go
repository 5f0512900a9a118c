// Package finish is the function finish: it announces the end of a job: of a deletion, that the demo is gone.
//
//	Trigger:      Firestore document updated, tenants/{tenant}/jobs/{job}, when the job has ended
//	Reads:        job, demo
//	Writes:       notified_at of the job
//	Emits:        Pub/Sub provision-events; the event's id is the job's, so that listeners can tell a repetition
//	Idempotency:  a job that is marked as announced is not announced again
//	Retry:        Eventarc, until the event is out; redrive-jobs after that
//	Identity:     fn-finish@, Firestore user, publisher on provision-events and on the dead letters
//	Playbook:     docs/playbooks/finish.md
package finish
