// Package rest speaks BigQuery's REST API v2: it reads requests, calls catalog and jobs, and writes BigQuery's JSON, so that the
// official clients and the bq command work unchanged. One file per resource; every handler returns a value or an error, and respond.go
// alone writes responses.
//
// What must not go in: what a job does (jobs), SQL, and rules about objects that another client of catalog would need too.
// To add a method, add its route in router.go and a handler beside its resource; the tests drive it through the official Go client.
package rest
