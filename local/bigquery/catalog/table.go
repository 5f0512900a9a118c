package catalog

import (
	"encoding/json"
	"fmt"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
)

// Table is a table or view: what the API shows and where its rows are.
type Table struct {
	Meta  *bq.Table
	Parts []Part
}

// Part is one immutable file with some of a table's rows.
type Part struct {
	File    string // name inside the state directory's objects folder
	Rows    int64
	Columns []Column
}

// Column says how the file stores one column, and how large BigQuery would count it.
type Column struct {
	Name  string
	Type  string // DuckDB's type of the column in the file, e.g. "INTEGER"
	Bytes int64  // BigQuery's logical size of all its values
}

// Rows counts a table's rows.
func (t *Table) Rows() int64 {
	var rows int64
	for _, part := range t.Parts {
		rows += part.Rows
	}
	return rows
}

// Bytes is the table's logical size; with names, that of those columns only.
func (t *Table) Bytes(only func(column string) bool) int64 {
	var size int64
	for _, part := range t.Parts {
		for _, column := range part.Columns {
			if only == nil || only(column.Name) {
				size += column.Bytes
			}
		}
	}
	return size
}

// TableName names a table as BigQuery's messages do.
func TableName(ref *bq.TableReference) string {
	return fmt.Sprintf("Table %s:%s.%s", ref.ProjectId, ref.DatasetId, ref.TableId)
}

// Table gives a table or a notFound error, of its dataset if that is absent.
func (t *Tx) Table(ref *bq.TableReference) (*Table, error) {
	var table Table
	found, err := t.get(bucketTables, tableKey(ref), &table)
	if err != nil {
		return nil, err
	}
	if found {
		return &table, nil
	}
	if _, err := t.Dataset(ref.ProjectId, ref.DatasetId); err != nil {
		return nil, err
	}
	return nil, apierror.NotFound(TableName(ref))
}

// LookupTable is Table with nil for an absent table; an absent dataset is still an error.
func (t *Tx) LookupTable(ref *bq.TableReference) (*Table, error) {
	var table Table
	found, err := t.get(bucketTables, tableKey(ref), &table)
	if err != nil {
		return nil, err
	}
	if found {
		return &table, nil
	}
	_, err = t.Dataset(ref.ProjectId, ref.DatasetId)
	return nil, err
}

// Tables lists a dataset's tables and views by name.
func (t *Tx) Tables(project, dataset string) ([]*Table, error) {
	return list[Table](t, bucketTables, key(project, dataset))
}

// PutTable writes a table's record, replacing one of that name; its dataset must exist.
func (t *Tx) PutTable(table *Table) error {
	ref := table.Meta.TableReference
	if _, err := t.Dataset(ref.ProjectId, ref.DatasetId); err != nil {
		return err
	}
	var before Table
	if _, err := t.get(bucketTables, tableKey(ref), &before); err != nil {
		return err
	}
	if err := t.count(table.Parts, 1); err != nil {
		return err
	}
	if err := t.count(before.Parts, -1); err != nil {
		return err
	}
	return t.put(bucketTables, tableKey(ref), table)
}

// DeleteTable removes a table or view.
func (t *Tx) DeleteTable(project, dataset, name string) error {
	ref := &bq.TableReference{ProjectId: project, DatasetId: dataset, TableId: name}
	table, err := t.Table(ref)
	if err != nil {
		return err
	}
	if err := t.count(table.Parts, -1); err != nil {
		return err
	}
	return t.remove(bucketTables, tableKey(ref))
}

// Referenced reports whether any table names the file.
func (t *Tx) Referenced(file string) bool {
	return t.tx.Bucket([]byte(bucketReferences)).Get([]byte(file)) != nil
}

// count keeps how many times tables name each file.
func (t *Tx) count(parts []Part, by int) error {
	bucket := t.tx.Bucket([]byte(bucketReferences))
	for _, part := range parts {
		var n int
		if data := bucket.Get([]byte(part.File)); data != nil {
			if err := json.Unmarshal(data, &n); err != nil {
				return fmt.Errorf("decoding references of %s: %w", part.File, err)
			}
		}
		n += by
		var err error
		if n > 0 {
			err = t.put(bucketReferences, []byte(part.File), n)
		} else {
			err = bucket.Delete([]byte(part.File))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func tableKey(ref *bq.TableReference) []byte { return key(ref.ProjectId, ref.DatasetId, ref.TableId) }
