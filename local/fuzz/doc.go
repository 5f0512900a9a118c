// Package fuzz sends every operation of the API requests that nobody means, made from its own schema: values of wrong types and sizes, hostile
// texts, names given twice, broken JSON, tampered cursors and entity tags, wrong media types, ten megabytes. Whatever comes in, the answer is a
// documented one: never a 500, a body that its schema describes, an RFC 9457 problem with a known type, and no word of what is inside.
//
// A run is a function of its seed and so the same everywhere; `go test ./local/fuzz -seed 7 -mutations 1000` looks further. How operations are
// called comes from local/operations. To add a way to spoil a request: a function in mutations.go or bodies.go. What must not go in:
// expectations of single operations.
package fuzz
