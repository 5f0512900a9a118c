// Package ledger computes the exact answers of golden queries from the generated columns. It knows no SQL and shares no code
// with whatever runs the SQL: the two are compared, so neither may lean on the other.
//
// A query is a few stages; each filters the rows of a table or of an earlier stage, groups them, measures the groups, orders
// them, and computes over the ordered groups. Sums and counts of integers and decimals are exact.
//
// To add an aggregate or a window function add a row to its table (aggregate.go, window.go); docs/data-spec.md lists them and
// the tests hold each one against a result worked out by hand.
package ledger
