package warehouse

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	"cloud.google.com/go/bigquery"

	"capidemo.dev/platform/shared/fault"
)

// TableState is what a table's record says of it; reading it scans nothing and costs nothing.
type TableState struct {
	Name     string
	Columns  []Column // Type is GoogleSQL's: INT64, FLOAT64, BOOL, STRING, ...
	Rows     int64
	Bytes    int64
	Modified time.Time // of rows or schema
	ETag     string
	CloneOf  Table // what it is a zero-copy clone of; zero for none
	Pristine bool  // not changed since it was made
}

// Describe gives the state of each table. An absent table is absent from the map.
func (w *Warehouse) Describe(ctx context.Context, dataset string, tables []string) (map[string]TableState, error) {
	ctx, cancel := context.WithTimeout(ctx, callWithin)
	defer cancel()
	var mu sync.Mutex
	states := make(map[string]TableState, len(tables))
	err := w.each(ctx, tables, func(ctx context.Context, table string) error {
		meta, err := w.client.Dataset(dataset).Table(table).Metadata(ctx)
		if err = classify(err, "reading table "+table+" of "+dataset); err != nil {
			if fault.Is(err, fault.NotFound) {
				return nil
			}
			return err
		}
		mu.Lock()
		defer mu.Unlock()
		states[table] = stateOf(table, meta)
		return nil
	})
	return states, err
}

func stateOf(name string, meta *bigquery.TableMetadata) TableState {
	state := TableState{
		Name: name, Rows: int64(meta.NumRows), Bytes: meta.NumBytes, Modified: meta.LastModifiedTime.UTC(), ETag: meta.ETag,
		Pristine: !meta.LastModifiedTime.After(meta.CreationTime),
	}
	for _, field := range meta.Schema {
		state.Columns = append(state.Columns, Column{Name: field.Name, Type: standardType(field.Type), Repeated: field.Repeated})
	}
	if clone := meta.CloneDefinition; clone != nil && clone.BaseTableReference != nil {
		base := clone.BaseTableReference
		state.CloneOf = Table{Dataset{base.ProjectID, base.DatasetID}, base.TableID}
	}
	return state
}

// standardType gives a type of the API its name in GoogleSQL.
func standardType(kind bigquery.FieldType) string {
	for standard, legacy := range fieldTypes {
		if legacy == kind {
			return standard
		}
	}
	return string(kind)
}

// contentsWithin bounds the reading of all tables' contents.
const contentsWithin = 2 * time.Minute

// Contents gives a digest of all rows of each table, of the columns named, whatever the order of rows. Equal digests mean equal rows, but
// for a chance of about 1 in 10^18; a restored table has the digest that it had. It reads the tables whole.
func (w *Warehouse) Contents(ctx context.Context, dataset string, tables []ContentOf, maxBytes int64) (map[string]string, error) {
	if len(tables) == 0 {
		return map[string]string{}, nil
	}
	parts := make([]string, len(tables))
	for i, t := range tables {
		part, err := t.sql(i)
		if err != nil {
			return nil, err
		}
		parts[i] = part
	}
	answer, err := w.Query(ctx, Question{
		SQL: strings.Join(parts, "\nUNION ALL\n"), Dataset: dataset, MaxBytes: maxBytes, MaxRows: len(tables), Within: contentsWithin,
		Labels: map[string]string{"purpose": "fingerprint"},
	})
	if err != nil {
		return nil, err
	}
	out := make(map[string]string, len(tables))
	for _, row := range answer.Rows {
		index, isIndex := row[0].(int64)
		if len(row) != 4 || !isIndex || index < 0 || int(index) >= len(tables) {
			return nil, fault.New(fault.Internal, "the digest of %s has an odd form: %v", dataset, row)
		}
		out[tables[index].Table] = fmt.Sprintf("%v-%v-%v", row[1], row[2], row[3])
	}
	return out, nil
}

// ContentOf names the part of a table that a digest is of.
type ContentOf struct {
	Table   string
	Columns []string
}

// sql digests each row to 60 bits and joins these by exclusive or and by sum: what one misses, such as a row that is there twice, the
// other sees.
func (c ContentOf) sql(index int) (string, error) {
	table, err := quoted(c.Table)
	if err != nil {
		return "", err
	}
	columns := make([]string, len(c.Columns))
	for i, name := range c.Columns {
		if columns[i], err = quoted(name); err != nil {
			return "", err
		}
	}
	return fmt.Sprintf(`SELECT %d, COUNT(*), IFNULL(BIT_XOR(h), 0), IFNULL(SUM(MOD(h, 1000000007)), 0)
FROM (SELECT CAST(CONCAT('0x', SUBSTR(TO_HEX(MD5(TO_JSON_STRING(STRUCT(%s)))), 1, 15)) AS INT64) AS h FROM %s)`,
		index, strings.Join(columns, ", "), table), nil
}

// quoted puts a name of a table or column into backticks. BigQuery allows nearly every character in a column's name; what could end the
// quotation is escaped, what cannot be in a name is refused.
func quoted(name string) (string, error) {
	if name == "" || len(name) > 1024 || strings.ContainsAny(name, "\x00\n\r") {
		return "", fault.New(fault.Invalid, "%q is no name of a table or column.", name)
	}
	return "`" + strings.NewReplacer(`\`, `\\`, "`", "\\`").Replace(name) + "`", nil
}
