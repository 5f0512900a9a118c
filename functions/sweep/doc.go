// Package sweep is the function sweep: scheduled passes over what would otherwise be forgotten.
//
//	Trigger:      private HTTP, POST /sweeps/{name}, by Cloud Scheduler (redrive-jobs every minute, check-certificates every ten
//	              minutes, refresh-templates daily at 01:00 UTC, reconcile daily at 04:00 UTC; list-orphans by hand)
//	Reads:        jobs, answers, exams and trials of all tenants that have been silent; demos whose certificates are due, with the records of their
//	              tables and agents; all active templates with their specifications;
//	              all datasets and agents of demos with their records; exports and erasures that have been silent, exports whose week is over
//	Writes:       jobs (back to queued, failed, or touched so that their events come again), demos (nudged), answers (failed), exams (begun anew), trials (pending again), demos' marks;
//	              builds of templates with their files and golden datasets: fresh ones made, unneeded ones removed;
//	              datasets and agents that no record needs (removed), counters that drifted, the tenants' use (storage), audit entries
//	              conversations that were deleted, here and in the agents' API (removed)
//	              exports and erasures (pending again), exports whose week is over (removed with their files)
//	Emits:        Pub/Sub provision-jobs
//	Idempotency:  a job in good hands is left alone; each pass goes on where the last one stopped because what it handled is no longer due, or is fresh
//	Retry:        the next minute
//	Identity:     fn-sweep@, Firestore user, BigQuery data owner, data agent owner, reader of the key's secret, object admin on the buckets of templates and exports, publisher on provision-jobs
//	Playbook:     docs/playbooks/sweep.md
package sweep
