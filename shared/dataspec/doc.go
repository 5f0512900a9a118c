// Package dataspec is the data specification language: one versioned YAML document that says what a demo's data looks like,
// what is worth finding in it, which questions it answers and with what result. Shipped templates and modelled demos use the
// same language, so this package knows of no template.
//
// [Parse] reads a document strictly and [Validate] checks its meaning; both report every fault with its path, line and a hint,
// never only the first. [Spec] is plain data: generating rows is package generate, exact answers package generate/ledger.
//
// To extend the language add a field with its `spec` and `doc` tags: decoding, the JSON Schema and its checks follow from the
// tags; then a rule in a validate_*.go file, an example in docs/data-spec.md. The tests hold the schema file, the examples
// and the code together.
package dataspec
