// Package bigquery is the local warehouse: BigQuery's REST API v2 on DuckDB, in one process, so that the platform, the official clients
// and the bq command work without a cloud account.
//
//	rest      BigQuery's methods and JSON            -> jobs, catalog
//	jobs      query, load and copy jobs, their state -> translate, engine, gcs, catalog
//	translate GoogleSQL into DuckDB's dialect        -> shared/googlesql
//	engine    DuckDB and the immutable Parquet files
//	catalog   datasets, tables and jobs on disk (bbolt)
//	gcs       objects that load jobs name
//	apierror  BigQuery's reasons, statuses and wording
//
// A table is a list of immutable Parquet files. A load keeps the object it downloaded, a clone copies one record, DML writes a new file:
// whatever exists is never changed, so copies cost nothing and a crash loses nothing that was acknowledged.
//
// This package only wires those together. The SQL is held against recorded answers of Google's own analyzer (differential). What differs from the real BigQuery is written in docs/local-bigquery.md.
package bigquery
