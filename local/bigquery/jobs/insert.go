package jobs

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"strings"

	bq "google.golang.org/api/bigquery/v2"

	"capidemo.dev/platform/local/bigquery/apierror"
	"capidemo.dev/platform/local/bigquery/catalog"
	"capidemo.dev/platform/local/bigquery/engine"
)

// maxInserted is BigQuery's limit on the rows of one tabledata.insertAll.
const maxInserted = 50_000

// Insertion is a tabledata.insertAll.
type Insertion struct {
	Table *bq.TableReference `json:"-"`
	Rows  []struct {
		ID     string                     `json:"insertId"`
		Values map[string]json.RawMessage `json:"json"`
	} `json:"rows"`
	SkipInvalid   bool   `json:"skipInvalidRows"`
	IgnoreUnknown bool   `json:"ignoreUnknownValues"`
	Suffix        string `json:"templateSuffix"`
}

// Insert adds rows to a table and returns when they can be read, with the rows that were refused and why. A row whose insertId came
// within the last minute is there already. Nothing is added when a row is refused, unless the request skips such rows.
func (r *Runner) Insert(ctx context.Context, in Insertion) ([]*bq.TableDataInsertAllResponseInsertErrors, error) {
	switch {
	case len(in.Rows) == 0:
		return nil, apierror.Invalid("No rows present in the request.")
	case len(in.Rows) > maxInserted:
		return nil, apierror.Invalid("too many rows present in the request, limit: %d row count: %d.", maxInserted, len(in.Rows))
	case in.Suffix != "":
		return nil, apierror.NotImplemented("templateSuffix is not part of the local warehouse: create the table first")
	}
	t := &task{Runner: r}
	defer t.release()
	unlock, err := r.lockTable(ctx, in.Table)
	if err != nil {
		return nil, err
	}
	defer unlock()
	table, err := t.pinned(in.Table)
	if err != nil {
		return nil, err
	}
	if table.Meta.Type != "TABLE" || table.Meta.Schema == nil || len(table.Meta.Schema.Fields) == 0 {
		return nil, apierror.Invalid("Cannot add rows to %s: it is not a table with a schema", catalog.TableName(in.Table))
	}
	lines, accepted, refused := in.lines(table.Meta.Schema.Fields, r.inserted.recent(in.Table, r.Now()))
	if len(refused) > 0 && !in.SkipInvalid {
		return in.stopped(refused), nil
	}
	if len(lines) > 0 {
		err = t.append(ctx, table, lines)
	}
	if err == nil {
		r.inserted.add(in.Table, accepted, r.Now())
	}
	return refused, err
}

// lines writes the acceptable rows as JSON lines, and tells their ids and what is wrong with the others.
func (in *Insertion) lines(fields []*bq.TableFieldSchema, known map[string]bool) (lines []byte, ids []string, refused []*bq.TableDataInsertAllResponseInsertErrors) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	for i, row := range in.Rows {
		if row.ID != "" && known[row.ID] {
			continue
		}
		values, fault := acceptRecord(fields, row.Values, "", in.IgnoreUnknown)
		if fault == nil {
			fault = encodeFault(encoder.Encode(values))
		}
		if fault != nil {
			refused = append(refused, &bq.TableDataInsertAllResponseInsertErrors{Index: int64(i), Errors: []*bq.ErrorProto{fault}, ForceSendFields: []string{"Index"}})
			continue
		}
		if row.ID != "" {
			ids = append(ids, row.ID)
			known[row.ID] = true
		}
	}
	return buffer.Bytes(), ids, refused
}

// stopped adds the rows that were not inserted because of others.
func (in *Insertion) stopped(refused []*bq.TableDataInsertAllResponseInsertErrors) []*bq.TableDataInsertAllResponseInsertErrors {
	bad := map[int64]bool{}
	for _, row := range refused {
		bad[row.Index] = true
	}
	for i := range in.Rows {
		if !bad[int64(i)] {
			refused = append(refused, &bq.TableDataInsertAllResponseInsertErrors{
				Index: int64(i), Errors: []*bq.ErrorProto{{Reason: "stopped"}}, ForceSendFields: []string{"Index"},
			})
		}
	}
	return refused
}

// append makes an object of JSON lines and adds it to the table; a table of many objects is written anew as one.
func (t *task) append(ctx context.Context, table *catalog.Table, lines []byte) error {
	source := t.NewID() + ".json"
	t.pin(source)
	if err := os.WriteFile(t.Engine.Files.Path(source), lines, 0o600); err != nil {
		return apierror.Internal(err)
	}
	fields, object := table.Meta.Schema.Fields, t.newObject()
	if err := t.Engine.Import(ctx, engine.Import{Source: source, Target: object, Format: "NEWLINE_DELIMITED_JSON", Fields: fields}); err != nil {
		return err
	}
	part, err := t.Engine.Inspect(ctx, object)
	if err != nil {
		return err
	}
	after := append(append([]catalog.Part{}, table.Parts...), part)
	if len(after) > maxParts {
		if _, part, err = t.keep(ctx, "SELECT * FROM "+t.Engine.Relation(fields, after)+" AS source", fields); err != nil {
			return err
		}
		after = []catalog.Part{part}
	}
	return t.Catalog.Update(func(tx *catalog.Tx) error {
		t.stale = nil
		now, err := tx.Table(table.Meta.TableReference)
		if err != nil {
			return err
		}
		if now.Meta.Etag != table.Meta.Etag {
			return &apierror.Error{Status: 503, Reason: "backendError", Message: "The table changed while rows were added; try again"}
		}
		t.stale = engine.Names(now.Parts)
		now.Parts = after
		t.touch(now)
		return tx.PutTable(now)
	})
}

func encodeFault(err error) *bq.ErrorProto {
	if err == nil {
		return nil
	}
	return invalidValue("", "%s", strings.TrimSpace(err.Error()))
}
