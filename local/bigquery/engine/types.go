package engine

import (
	"fmt"
	"strings"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
)

// standard maps every name BigQuery accepts for a type to the one its schemas show.
var standard = map[string]string{ //nolint:gochecknoglobals // a constant table
	"INT64": "INTEGER", "INTEGER": "INTEGER", "INT": "INTEGER", "SMALLINT": "INTEGER", "BIGINT": "INTEGER", "TINYINT": "INTEGER", "BYTEINT": "INTEGER",
	"FLOAT64": "FLOAT", "FLOAT": "FLOAT", "NUMERIC": "NUMERIC", "DECIMAL": "NUMERIC", "BIGNUMERIC": "BIGNUMERIC", "BIGDECIMAL": "BIGNUMERIC",
	"BOOL": "BOOLEAN", "BOOLEAN": "BOOLEAN", "STRING": "STRING", "BYTES": "BYTES", "DATE": "DATE", "TIME": "TIME", "DATETIME": "DATETIME",
	"TIMESTAMP": "TIMESTAMP", "JSON": "JSON", "INTERVAL": "INTERVAL", "RECORD": "RECORD", "STRUCT": "RECORD",
}

// canonical is DuckDB's type for each BigQuery type that has no parts; translate uses the same.
var canonical = map[string]string{ //nolint:gochecknoglobals // a constant table
	"INTEGER": "BIGINT", "FLOAT": "DOUBLE", "NUMERIC": "DECIMAL(38,9)", "BIGNUMERIC": "DECIMAL(38,18)", "BOOLEAN": "BOOLEAN", "STRING": "VARCHAR",
	"BYTES": "BLOB", "DATE": "DATE", "TIME": "TIME", "DATETIME": "TIMESTAMP", "TIMESTAMP": "TIMESTAMP WITH TIME ZONE", "JSON": "JSON", "INTERVAL": "INTERVAL",
}

// fromDuck maps DuckDB's types to BigQuery's.
var fromDuck = map[string]string{ //nolint:gochecknoglobals // a constant table
	"BIGINT": "INTEGER", "INTEGER": "INTEGER", "SMALLINT": "INTEGER", "TINYINT": "INTEGER", "UTINYINT": "INTEGER", "USMALLINT": "INTEGER",
	"UINTEGER": "INTEGER", "UBIGINT": "INTEGER", "HUGEINT": "INTEGER", "UHUGEINT": "INTEGER",
	"DOUBLE": "FLOAT", "FLOAT": "FLOAT", "BOOLEAN": "BOOLEAN", "VARCHAR": "STRING", "ENUM": "STRING", "UUID": "STRING", "BLOB": "BYTES",
	"DATE": "DATE", "TIME": "TIME", "TIMESTAMP": "DATETIME", "TIMESTAMP_S": "DATETIME", "TIMESTAMP_MS": "DATETIME", "TIMESTAMP_NS": "DATETIME",
	"TIMESTAMPTZ": "TIMESTAMP", "TIMESTAMP WITH TIME ZONE": "TIMESTAMP", "JSON": "JSON", "INTERVAL": "INTERVAL", `"NULL"`: "INTEGER", "SQLNULL": "INTEGER",
}

// NormalizeSchema checks a schema's names, types and modes and rewrites types and modes to the form BigQuery shows.
func NormalizeSchema(schema *bq.TableSchema) error {
	if schema == nil {
		return nil
	}
	return normalizeFields(schema.Fields, "")
}

func normalizeFields(fields []*bq.TableFieldSchema, path string) error {
	seen := map[string]bool{}
	for _, f := range fields {
		lower := strings.ToLower(f.Name)
		if f.Name == "" {
			return apierror.Invalid("Field %s has an empty name", path)
		}
		if seen[lower] {
			return apierror.Invalid("Duplicate field names in the schema: %s%s", path, f.Name)
		}
		seen[lower] = true
		typ, known := standard[strings.ToUpper(f.Type)]
		if !known {
			return apierror.Invalid("Invalid value for type: %s is not a valid value (field %s%s)", f.Type, path, f.Name)
		}
		f.Type = typ
		switch f.Mode = strings.ToUpper(f.Mode); f.Mode {
		case "":
			f.Mode = "NULLABLE"
		case "NULLABLE", "REQUIRED", "REPEATED":
		default:
			return apierror.Invalid("Invalid value for mode: %s is not a valid value (field %s%s)", f.Mode, path, f.Name)
		}
		if typ != "RECORD" {
			continue
		}
		if len(f.Fields) == 0 {
			return apierror.Invalid("Field %s%s is type RECORD but has no schema", path, f.Name)
		}
		if err := normalizeFields(f.Fields, path+f.Name+"."); err != nil {
			return err
		}
	}
	return nil
}

// DuckType gives the DuckDB type that holds a field's values.
func DuckType(f *bq.TableFieldSchema) string {
	element := canonical[f.Type]
	if f.Type == "RECORD" {
		parts := make([]string, len(f.Fields))
		for i, sub := range f.Fields {
			parts[i] = Quote(sub.Name) + " " + DuckType(sub)
		}
		element = "STRUCT(" + strings.Join(parts, ", ") + ")"
	}
	if f.Mode == "REPEATED" {
		return element + "[]"
	}
	return element
}

// FieldOf gives the BigQuery field for a DuckDB column.
func FieldOf(name, typeName string) (*bq.TableFieldSchema, error) {
	t, err := parseDuckType(typeName)
	if err != nil {
		return nil, err
	}
	return fieldOf(name, t)
}

func fieldOf(name string, t duckType) (*bq.TableFieldSchema, error) {
	f := &bq.TableFieldSchema{Name: name, Mode: "NULLABLE"}
	if t.list != nil {
		if t.list.list != nil {
			return nil, apierror.InvalidQuery("Cannot write an array of arrays in column %s", name)
		}
		f.Mode = "REPEATED"
		t = *t.list
	}
	switch t.name {
	case "STRUCT":
		f.Type = "RECORD"
		for _, sub := range t.fields {
			field, err := fieldOf(sub.name, sub.typ)
			if err != nil {
				return nil, err
			}
			f.Fields = append(f.Fields, field)
		}
		return f, nil
	case "DECIMAL":
		f.Type = decimalType(t.args)
		return f, nil
	}
	typ, known := fromDuck[t.name]
	if !known {
		return nil, apierror.InvalidQuery("Column %s has a type without a counterpart in BigQuery: %s", name, t)
	}
	f.Type = typ
	return f, nil
}

// decimalType tells NUMERIC from BIGNUMERIC by the digits after the point.
func decimalType(args string) string {
	var width, scale int
	if _, err := fmt.Sscanf(args, "%d,%d", &width, &scale); err == nil && scale > 9 {
		return "BIGNUMERIC"
	}
	return "NUMERIC"
}
