// Package guide holds docs/api.md and docs/api-reference.md to the running platform. The guide is written by hand; its shell blocks are one
// script, run from top to bottom. The reference is generated from the OpenAPI document with an example in curl for every operation
// (reference.go), and every example is run. How operations are called comes from local/operations; one without a call fails the tests.
//
// What must not go in: examples that are not run.
package guide
