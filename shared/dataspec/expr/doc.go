// Package expr is the small expression language of data specifications: formulas of columns, conditions of generators, and the
// measures of the ledger. It is pure: no SQL, no clock, no randomness.
//
// A text is parsed once ([Parse]), its names are resolved and its types checked once ([Compile]), and the resulting [Func] is
// evaluated per row. Arithmetic on integers and decimals is exact; a division, or an operand of type FLOAT64, gives FLOAT64.
// NULL follows SQL: an operation on NULL is NULL, a condition that is NULL does not hold.
//
// To add a function, add one row to the table in functions.go; its example in docs/data-spec.md and the table test in
// functions_test.go hold it.
package expr
