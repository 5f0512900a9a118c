// Package jobs runs BigQuery's jobs: it gives each an id and a state, runs it in its own goroutine, and makes its effect and its
// record durable in one catalog transaction, so that a finished job has happened and an unfinished one has not.
//
//	PENDING/RUNNING --executor--> effect on the catalog + record, one transaction --> DONE (errorResult set when it failed)
//
// One file per kind of job (copy.go, load.go, extract.go, query.go and what a query may be: dml.go, ddl.go, script.go, whose statements are
// jobs of their own). An executor is a method on task that prepares everything outside the transaction and returns the effect; it pins the
// objects it reads or makes. Rows that clients stream (insert.go) come without a job.
//
// What must not go in: HTTP, and DuckDB's SQL beyond handing it to engine. To add a kind of job, add an executor and its case in
// execute; the tests of package bigquery run each through the official client.
package jobs
