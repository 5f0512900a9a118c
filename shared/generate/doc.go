// Package generate makes the data of a specification: columns in parallel, Parquet as a stream, and the exact answers of its
// golden queries (package ledger).
//
// The result depends on (specification, seed, anchor) only. Every value is a function of its column's seed and its row
// (package draw), so blocks of rows may be made by any worker in any order; what looks at many rows (sums over children,
// exact picks, the spread of children over parents) is one task. Columns form a graph by what they read; run.go runs it.
//
// Large tables that nothing looks into are never in memory as a whole: their blocks are made, encoded, written and forgotten.
// Tables that others refer to, or that golden queries ask about, are kept.
//
// No clock, no environment, no cloud: the anchor is an option and files go to a Sink. To add a generator add its fields to
// dataspec.Generator, a gen_*.go function here, a line in build.go, and its example in docs/data-spec.md; the tests over the
// examples and over every shipped template hold determinism, integrity, anchor and distributions.
package generate
