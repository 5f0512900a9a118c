// Package sweep is the function sweep: scheduled passes over what would otherwise be forgotten.
//
//	Trigger:      private HTTP, POST /sweeps/{name}, by Cloud Scheduler (redrive-jobs every minute)
//	Reads:        jobs and answers of all tenants that have been silent
//	Writes:       jobs (back to queued, failed, or touched so that their events come again), demos (nudged), answers (failed)
//	Emits:        Pub/Sub provision-jobs
//	Idempotency:  a job in good hands is left alone; each pass goes on where the last one stopped because what it handled is no longer due
//	Retry:        the next minute
//	Identity:     fn-sweep@, Firestore user, publisher on provision-jobs
//	Playbook:     docs/playbooks/sweep.md
package sweep
