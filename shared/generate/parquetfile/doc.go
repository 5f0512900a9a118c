// Package parquetfile writes generated columns as Parquet. Pages are encoded in parallel by as many [Encoder]s as there are
// workers; a [Writer] puts them into row groups in order. Values arrive as whole columns and texts of a vocabulary as
// dictionary indices, so that nothing is ever looked up or converted value by value. Metadata structures, their wire format and
// the run-length encoding are those of parquet-go, codecs those of klauspost/compress; only the layout of pages is made here,
// because that library takes rows or boxed values, which costs more than making the data (docs/benchmarks.md).
//
// Files keep to what BigQuery, DuckDB and parquet-go all read: data pages of version 1; PLAIN and RLE_DICTIONARY; NUMERIC as
// DECIMAL(18, scale) on INT64; TIMESTAMP as microseconds in UTC. The tests read every type back with both readers.
package parquetfile
