// Package engine runs the local warehouse's statements on DuckDB. It knows Parquet files, DuckDB's SQL and types, and how BigQuery
// writes a value; it knows nothing of HTTP, jobs or names of datasets.
//
//   - Open starts one in-memory DuckDB that may read and write only below the state directory, with a memory limit and in UTC.
//   - Files holds the immutable files and removes those nobody needs.
//   - Relation says how to read a table's rows; Query spools a result; WriteParquet and Mutate make new files.
//   - Schema mapping (types.go, ducktype.go) and value encoding (encode.go) are the only places that name types of both sides.
//
// To support a type, add it to types.go and encode.go; encode_test.go holds every type's wire form.
package engine
