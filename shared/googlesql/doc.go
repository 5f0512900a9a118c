// Package googlesql reads GoogleSQL, the dialect of BigQuery: a lexer, a recursive-descent parser and a syntax tree whose every node knows its place in the text.
//
// It serves two masters. In production it proves what a generated statement is before BigQuery sees it (its kind, the tables it names) and qualifies short table names.
// On one machine it is the front end of the local warehouse, which translates the tree to DuckDB's dialect.
//
// What must not go in: names of tables that exist, types of columns, function signatures, or anything of another dialect. The package knows grammar only, has no state and imports only the standard library.
//
// How to extend: a new expression form is a node in ast_expr.go, a branch in parse_primary.go or parse_expr.go, a case in walk.go and a row in parse_test.go.
// Errors are worded as BigQuery words them and carry line and column. Hostile nesting ends in an error (see maxDepth); fuzz_test.go holds that nothing panics.
package googlesql
