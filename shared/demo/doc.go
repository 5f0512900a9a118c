// Package demo is the domain: demos, the jobs that make them, conversations about them, templates they come from, and the quotas
// they count against. Entities are built by constructors that refuse invalid input and change by moves of their state machines;
// the machines are one table each (states.go) and docs/states.md is generated from them.
//
// What must not go in: SDKs, clocks, environment, randomness, permissions. Times and ids are handed in; struct tags say the
// stored field names and are the only trace of storage.
package demo
