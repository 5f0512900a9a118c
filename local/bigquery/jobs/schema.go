package jobs

import (
	"slices"
	"strings"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
)

// extendSchema gives the schema of a table after rows with the fields were added to it: the table's own, and with addFields also
// the new columns.
func extendSchema(ref *bq.TableReference, have *bq.TableSchema, fields []*bq.TableFieldSchema, addFields bool) ([]*bq.TableFieldSchema, error) {
	if have == nil || len(have.Fields) == 0 {
		return fields, nil
	}
	out := slices.Clone(have.Fields)
	mismatch := "Provided Schema does not match " + catalog.TableName(ref) + ". "
	for _, f := range fields {
		old := fieldNamed(have.Fields, f.Name)
		switch {
		case old == nil && !addFields:
			return nil, apierror.Invalid("%sCannot add fields (field: %s)", mismatch, f.Name)
		case old == nil:
			added := *f
			if added.Mode == "REQUIRED" {
				return nil, apierror.Invalid("%sCannot add required fields to an existing schema. (field: %s)", mismatch, f.Name)
			}
			out = append(out, &added)
		case !assignable(f, old):
			return nil, apierror.Invalid("%sField %s has changed type from %s to %s", mismatch, f.Name, old.Type, f.Type)
		}
	}
	for _, old := range have.Fields {
		if old.Mode == "REQUIRED" && fieldNamed(fields, old.Name) == nil {
			return nil, apierror.Invalid("%sMissing required fields: %s", mismatch, old.Name)
		}
	}
	return out, nil
}

// readAs checks that a file's columns can be read as the wanted fields: every column is wanted, and of a type that fits.
func readAs(ref *bq.TableReference, want, file []*bq.TableFieldSchema) error {
	for _, f := range file {
		target := fieldNamed(want, f.Name)
		if target == nil {
			return apierror.Invalid("Provided Schema does not match %s. Cannot add fields (field: %s)", catalog.TableName(ref), f.Name)
		}
		if !assignable(f, target) {
			return apierror.Invalid("Error while reading data, error message: Parquet column '%s' has type %s which does not match the target type %s",
				f.Name, typeAndMode(f), typeAndMode(target))
		}
	}
	for _, f := range want {
		if f.Mode == "REQUIRED" && fieldNamed(file, f.Name) == nil {
			return apierror.Invalid("Error while reading data, error message: Required column '%s' is missing in the file", f.Name)
		}
	}
	return nil
}

func typeAndMode(f *bq.TableFieldSchema) string {
	if f.Mode == "REPEATED" {
		return "REPEATED " + f.Type
	}
	return f.Type
}

// widening lists, for each type, the types its values can be read as without loss of meaning.
var widening = map[string][]string{ //nolint:gochecknoglobals // a constant table
	"INTEGER": {"FLOAT", "NUMERIC", "BIGNUMERIC"}, "NUMERIC": {"BIGNUMERIC"}, "DATETIME": {"TIMESTAMP"}, "TIMESTAMP": {"DATETIME"},
	"STRING": {"JSON"}, "JSON": {"STRING"},
}

// assignable reports whether values of one field can be stored in another.
func assignable(from, to *bq.TableFieldSchema) bool {
	if (from.Mode == "REPEATED") != (to.Mode == "REPEATED") {
		return false
	}
	if from.Type != to.Type {
		return slices.Contains(widening[from.Type], to.Type)
	}
	for _, sub := range from.Fields {
		target := fieldNamed(to.Fields, sub.Name)
		if target == nil || !assignable(sub, target) {
			return false
		}
	}
	return true
}

func fieldNamed(fields []*bq.TableFieldSchema, name string) *bq.TableFieldSchema {
	for _, f := range fields {
		if strings.EqualFold(f.Name, name) {
			return f
		}
	}
	return nil
}

// KeepDescriptions gives the new fields, with the old ones' descriptions where the new have none.
func KeepDescriptions(have *bq.TableSchema, fields []*bq.TableFieldSchema) []*bq.TableFieldSchema {
	if have == nil {
		return fields
	}
	out := make([]*bq.TableFieldSchema, len(fields))
	for i, f := range fields {
		kept := *f
		if old := fieldNamed(have.Fields, f.Name); old != nil && kept.Description == "" {
			kept.Description = old.Description
		}
		out[i] = &kept
	}
	return out
}

// CheckSchemaChange refuses a new schema of an existing table that drops or retypes a column, or adds a required one.
func CheckSchemaChange(ref *bq.TableReference, have, want *bq.TableSchema) error {
	if have == nil || want == nil {
		return nil
	}
	for _, old := range have.Fields {
		fresh := fieldNamed(want.Fields, old.Name)
		if fresh == nil {
			return apierror.Invalid("Provided Schema does not match %s. Field %s is missing in new schema", catalog.TableName(ref), old.Name)
		}
		if fresh.Type != old.Type || (fresh.Mode == "REPEATED") != (old.Mode == "REPEATED") {
			return apierror.Invalid("Provided Schema does not match %s. Field %s has changed type from %s to %s", catalog.TableName(ref), old.Name, typeAndMode(old), typeAndMode(fresh))
		}
		if fresh.Mode == "REQUIRED" && old.Mode == "NULLABLE" {
			return apierror.Invalid("Provided Schema does not match %s. Field %s has changed mode from NULLABLE to REQUIRED", catalog.TableName(ref), old.Name)
		}
	}
	for _, fresh := range want.Fields {
		if fresh.Mode == "REQUIRED" && fieldNamed(have.Fields, fresh.Name) == nil {
			return apierror.Invalid("Provided Schema does not match %s. Cannot add required fields to an existing schema. (field: %s)", catalog.TableName(ref), fresh.Name)
		}
	}
	return nil
}
