// Package teardown is the function teardown: it removes what a job made that came to nothing, and demos that somebody deletes.
//
//	Trigger:      Firestore document written, tenants/{tenant}/jobs/{job}: failed or cancelled, or of the type teardown and queued
//	Reads:        job, demo
//	Writes:       compensated_at or leftovers of the job; the demo's dataset and agent ids are cleared once both are confirmed gone. Of a deleted
//	              demo: everything below it goes, the demo becomes a tombstone, its jobs lose the customer's name
//	Emits:        nothing
//	Idempotency:  removing what is absent is success; a compensated job is left alone; a deletion has a lease with a fence
//	Retry:        Eventarc; while a worker may still hold a lease on the job it waits for it to end; redrive-jobs after that, for a deletion as
//	              long as it takes
//	Identity:     fn-teardown@, Firestore user, BigQuery data owner, data agent owner, publisher on the dead letters
//	Playbook:     docs/playbooks/teardown.md
package teardown
