// Package offboard is the function offboard: it takes away all that a tenant has, and leaves a tombstone.
//
//	Trigger:      document tenants/{tenant}/errands/{errand} written, the errand offboard, pending
//	Reads:        errand, tenant; its jobs, trials, private templates and members; agents, conversations, datasets by their labels; accounts
//	Writes:       in this order (demo.DeparturePhases): jobs and trials (ended), data agents and conversations, datasets, files of private
//	              templates and exports, secrets, claims and sign-ins, all documents below the tenant and of indexes; then the tombstone.
//	              How far it has come is written on the tenant
//	Emits:        nothing
//	Idempotency:  lease with fence; absence is success and is confirmed; the phase and the counts are on the tenant
//	Retry:        in process after 1 and 2 s, then Eventarc; redrive-jobs after that, for as long as it takes; after eight minutes of work the
//	              errand is handed on to the next worker
//	Identity:     fn-offboard@, Firestore user, BigQuery data owner, data agent owner, object admin, removes secrets, Firebase Auth admin
//	Playbook:     docs/playbooks/offboard.md
//
// What a tenant has and where: docs/decisions/0017. Whoever gives tenants a new kind of thing adds its removal to looks (look.go) and a count to
// demo.Removed; the test on the real stack (local/faults) walks everything and finds what was forgotten.
package offboard
