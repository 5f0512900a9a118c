// Package teardown is the function teardown: it removes what a job made that came to nothing.
//
//	Trigger:      Firestore document updated, tenants/{tenant}/jobs/{job}, when the job has failed or was cancelled
//	Reads:        job, demo
//	Writes:       compensated_at or leftovers of the job; the demo's dataset and agent ids are cleared once both are confirmed gone
//	Emits:        nothing
//	Idempotency:  removing what is absent is success; a compensated job is left alone
//	Retry:        Eventarc; while a worker may still hold a lease on the job it waits for it to end; redrive-jobs after that
//	Identity:     fn-teardown@, Firestore user, BigQuery data owner, data agent owner, publisher on the dead letters
//	Playbook:     docs/playbooks/teardown.md
package teardown
