// Package catalog keeps what the local warehouse knows: datasets, tables with the immutable files that hold their rows, and the jobs
// that had an effect. One bbolt file holds it, so a change is either wholly there after a crash or not at all, and many small changes
// that arrive together share one write to disk.
//
// A table's rows are a list of Parts, each an immutable Parquet file. A clone is therefore a copy of one record, a write is a new list,
// and a file may be removed as soon as no record names it (References). Nothing here opens those files.
//
// What must not go in: DuckDB, HTTP, Cloud Storage. To keep a new kind of object, add a bucket and its methods on Tx;
// catalog_test.go holds the rules on names, references and restarts.
package catalog
