package jobs

import (
	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/local/bigquery/engine"
)

// destination is where a job's rows go and under which conditions.
type destination struct {
	table  *bq.TableReference
	create string // createDisposition
	write  string // writeDisposition
}

// resolve looks at the destination inside a transaction and gives the table to extend: nil when the job replaces or creates it. The
// second value is the table found, which keeps its labels and creation time when its rows are replaced.
func (d *destination) resolve(tx *catalog.Tx) (extend, found *catalog.Table, err error) {
	found, err = tx.LookupTable(d.table)
	if err != nil {
		return nil, nil, err
	}
	if found == nil {
		if d.create == "CREATE_NEVER" {
			return nil, nil, apierror.NotFound(catalog.TableName(d.table))
		}
		return nil, nil, nil
	}
	if found.Meta.Type != "TABLE" && d.write == "WRITE_EMPTY" {
		return nil, nil, apierror.Duplicate(catalog.TableName(d.table))
	}
	if found.Meta.Type != "TABLE" {
		return nil, nil, apierror.Invalid("%s is a %s and cannot be written to", catalog.TableName(d.table), found.Meta.Type)
	}
	switch d.write {
	case "WRITE_APPEND":
		return found, found, nil
	case "WRITE_TRUNCATE", "WRITE_TRUNCATE_DATA":
		return nil, found, nil
	default: // WRITE_EMPTY
		if found.Rows() > 0 {
			return nil, nil, apierror.Duplicate(catalog.TableName(d.table))
		}
		return nil, found, nil
	}
}

// check fills in the defaults and refuses unknown values.
func (d *destination) check(defaultWrite string) error {
	if d.table == nil || d.table.DatasetId == "" || d.table.TableId == "" {
		return apierror.Invalid("Required parameter is missing: destinationTable")
	}
	if d.create == "" {
		d.create = "CREATE_IF_NEEDED"
	}
	if d.write == "" {
		d.write = defaultWrite
	}
	if d.create != "CREATE_IF_NEEDED" && d.create != "CREATE_NEVER" {
		return apierror.Invalid("Invalid value for createDisposition: %s is not a valid value", d.create)
	}
	switch d.write {
	case "WRITE_EMPTY", "WRITE_APPEND", "WRITE_TRUNCATE", "WRITE_TRUNCATE_DATA":
		return nil
	}
	return apierror.Invalid("Invalid value for writeDisposition: %s is not a valid value", d.write)
}

// store writes parts with a schema to the destination: appended, or in place of what was there.
func (t *task) store(tx *catalog.Tx, d *destination, fields []*bq.TableFieldSchema, parts []catalog.Part, addFields bool) (*catalog.Table, error) {
	extend, found, err := d.resolve(tx)
	if err != nil {
		return nil, err
	}
	switch {
	case extend != nil:
		merged, err := extendSchema(d.table, extend.Meta.Schema, fields, addFields)
		if err != nil {
			return nil, err
		}
		extend.Meta.Schema = &bq.TableSchema{Fields: merged}
		extend.Parts = append(extend.Parts, parts...)
		t.touch(extend)
		return extend, tx.PutTable(extend)
	case found != nil:
		t.stale = append(t.stale, engine.Names(found.Parts)...)
		found.Meta.Schema = &bq.TableSchema{Fields: KeepDescriptions(found.Meta.Schema, fields)}
		found.Parts = parts
		t.touch(found)
		return found, tx.PutTable(found)
	default:
		table := t.newTable(d.table, fields)
		table.Parts = parts
		return table, tx.PutTable(table)
	}
}
