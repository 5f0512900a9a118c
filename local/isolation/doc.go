// Package isolation holds the public API to who may do what to whose objects: every operation of the OpenAPI document, asked by every role, by
// API keys and by nobody, about things of their own, of a colleague, of everybody and of another tenant, and about things that are absent,
// deleted or malformed.
//
// What is expected comes from the permission that the operation declares and the table of roles (shared/tenant), in expect.go, and never from
// what the code answers; docs/isolation.md is written from the same. How operations are called comes from local/operations: an operation that
// is missing there fails the tests here too. What must not go in: exceptions for single operations; a rule that needs one belongs to the call
// in local/operations/calls.go, in words that hold for others as well.
package isolation
