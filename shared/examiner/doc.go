// Package examiner holds a dataset and its agent to a template's answer key: it runs every golden query on the warehouse, asks the agent every
// golden question in every phrasing in a conversation of its own, and compares each result with the ledger's (shared/exam). It also takes the
// fingerprint of what it examined and compares a later one with it.
//
// It knows no database: what follows from a report belongs to its callers, the functions exam, certificate, sweep and build and the catalog
// command. To examine something else, add an Outcome and its rule in shared/exam; here is only what has to be run and asked.
//
// A backend that does not answer is no fault of the demo's: it is tried again, and what then fails ends the exam with a retryable fault
// instead of a verdict. examiner_test.go holds this with backends that fail, hang and lie.
package examiner
