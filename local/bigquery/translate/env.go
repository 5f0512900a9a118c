package translate

import (
	"time"

	"capidemo.dev/platform/shared/googlesql"
)

// Env is what a statement's meaning depends on besides its text.
type Env struct {
	// Project and Dataset complete short table names. An empty Dataset makes them an error, as in BigQuery.
	Project, Dataset string
	// Now is what CURRENT_TIMESTAMP and its kin give; the same for the whole statement.
	Now time.Time
	// Relation gives the DuckDB relation (quoted and qualified) that holds a table, or BigQuery's error for one that is not there.
	// table is INFORMATION_SCHEMA.<view> for those views; dataset is then empty or a region when the statement names no dataset.
	Relation func(project, dataset, table string) (string, error)
	// Columns gives a table's columns in order. Without it (or when it returns none) names and types of that table are left to DuckDB,
	// and what depends on them (star expansion, division of NUMERIC, result types) is less exact.
	Columns func(project, dataset, table string) ([]Column, error)
	// Parameters are the query parameters: named ones by name in any case, positional ones without a name in order.
	Parameters []Parameter
	// Variables are script variables in scope: each a name and the DuckDB expression of its value.
	Variables map[string]Parameter
}

// Parameter is one query parameter.
type Parameter struct {
	Name  string
	Type  Type
	Value *Value // nil: the produced SQL has a placeholder and Result.Parameters its order
}

// Value is a parameter's value in the shape of BigQuery's API: text for scalars.
type Value struct {
	Null   bool
	Scalar string
	Array  []Value
	Struct map[string]Value
}

// Table is a table by its full path.
type Table struct {
	Project, Dataset, Table string
}

// Result is a translated statement.
type Result struct {
	// SQL is one DuckDB statement.
	SQL string
	// Kind is the statement's type as BigQuery's statistics name it.
	Kind googlesql.Kind
	// Statement is the syntax tree, for what only the caller can do (OPTIONS, partitioning, SCHEMA statements).
	Statement googlesql.Statement
	// Parameters are those that the SQL refers to as $1, $2, ...; parameters whose value is in Env are written into the SQL.
	Parameters []Parameter
	// Tables are the tables read, without repetition, in order of appearance. Target is the one that the statement creates or changes.
	Tables []Table
	Target *Table
	// Columns are the result's columns. Open means that a table's columns were not known, so that Columns may be incomplete and DuckDB's own description decides.
	Columns []Column
	Open    bool
	// Query is the SELECT inside a CREATE TABLE AS, CREATE VIEW or INSERT as DuckDB SQL; empty otherwise.
	Query string
}
