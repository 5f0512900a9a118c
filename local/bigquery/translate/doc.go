// Package translate turns GoogleSQL into the SQL of DuckDB, with BigQuery's meaning.
//
// Statement parses a text (shared/googlesql), resolves its names against the columns the caller knows, infers types and writes DuckDB SQL. What it cannot express exactly
// is an error in BigQuery's words with line and column; a silently different answer is a bug. Functions are data: functions_*.go hold one row per signature,
// docs/googlesql.md is generated from them, and a function without a row is "Function not found".
//
// How the types lie in DuckDB: INT64 BIGINT, FLOAT64 DOUBLE, NUMERIC DECIMAL(38,9), BIGNUMERIC DECIMAL(38,18), BOOL BOOLEAN, STRING VARCHAR, BYTES BLOB, DATE DATE,
// DATETIME TIMESTAMP, TIME TIME, TIMESTAMP TIMESTAMPTZ (the session's TimeZone must be UTC), JSON JSON, ARRAY a list, STRUCT a struct whose nameless fields are called _field_N.
// Macros that the produced SQL calls come from Prelude; run it on every connection.
//
// What must not go in: HTTP, the catalogue of tables, execution. How to extend: a function is a row in the file of its family; a construct is a case beside its neighbours;
// both get a row in run_test.go, which runs the SQL on DuckDB and compares with what BigQuery documents.
package translate
