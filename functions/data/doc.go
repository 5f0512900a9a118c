// Package data is the function data: it lets people look at a demo's tables, some of their rows, and what their columns hold.
//
//	Trigger:      HTTP, /api/v1/demos/*/tables, /api/v1/demos/*/tables/**
//	Reads:        demos, builds of templates; the demo's own dataset, through the warehouse's guard
//	Writes:       the tenant's use
//	Idempotency:  reads only; each look that bills is counted
//	Retry:        by the client
//	Identity:     fn-data@, Firestore user, BigQuery job user, data viewer
//	Playbook:     docs/playbooks/data.md
//
// It is a function of its own because its identity reads customers' data, and demos' does not. Only tables of the demo's template are shown:
// every other name is not found, whatever it is.
package data
