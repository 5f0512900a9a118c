// Package jobs runs BigQuery's jobs: it gives each an id and a state, runs it in its own goroutine, and makes its effect and its
// record durable in one catalog transaction, so that a finished job has happened and an unfinished one has not.
//
//	PENDING/RUNNING --executor--> effect on the catalog + record, one transaction --> DONE (errorResult set when it failed)
//
// One file per kind of job (copy.go, load.go, query.go and what a query may be: select.go, dml.go, ddl.go). An executor is a method on
// task that prepares everything outside the transaction and returns the effect; it pins the objects it reads or makes.
//
// What must not go in: HTTP, and DuckDB's SQL beyond handing it to engine. To add a kind of job, add an executor and its case in
// execute; jobs_test in package rest runs each through the official client.
package jobs
