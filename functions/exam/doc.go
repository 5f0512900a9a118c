// Package exam is the function exam: it examines a demo and certifies what it found.
//
//	Trigger:      Firestore document created, tenants/{tenant}/demos/{demo}/exams/{exam}
//	Reads:        the exam, its demo, the build of its template; the demo's tables and their records, its agent's context
//	Writes:       the exam, the demo's mark, audit entries, what is known of the build (build_exams), the tenant's use
//	Emits:        nothing; the page listens to the demo
//	Idempotency:  lease with fence per exam; an ended exam is left alone; asking and querying change nothing
//	Retry:        Eventarc for what may pass; after 5 attempts the exam fails; redrive-jobs begins silent ones anew, twice
//	Identity:     fn-exam@, Firestore user, data agent user, BigQuery job user, data viewer, reader of the key's secret, publisher on the dead letters
//	Playbook:     docs/playbooks/exam.md
//
// A demo's first exam comes with the commit that makes it active. It costs next to nothing: one demo of a build is examined whole, the
// others prove to be untouched clones of the same data with the same agent and inherit its result (docs/decisions/0014).
package exam
