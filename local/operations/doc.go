// Package operations knows every operation of the public API and how each is called well. Three tests stand on it: local/isolation (who may
// do what to whose objects), local/fuzz (requests that nobody means) and local/guide (the examples of docs/api.md).
//
// What an operation is comes from the OpenAPI document of the functions as they are compiled (document.go); how it is called is one line of
// the table of calls (calls.go), with the things it is about made by the API itself (things.go) for people of two tenants on the real stack
// (world.go, person.go). What comes back is held to the document by a validator of its own (conform.go).
//
// To add an operation: nothing but its line in Calls, and for a new path parameter its maker in things.go; an operation without a line fails
// TestEveryOperationIsCalled here and every test above. What must not go in: what a test expects. Only tests import it.
package operations
