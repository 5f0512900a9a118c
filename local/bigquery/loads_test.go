package bigquery_test

import (
	"errors"
	"strings"
	"testing"

	"cloud.google.com/go/bigquery"
	"github.com/google/go-cmp/cmp"
)

// runLoad runs a load and gives the job's error.
func runLoad(tb testing.TB, loader *bigquery.Loader) error {
	tb.Helper()
	job, err := loader.Run(ctx(tb))
	if err != nil {
		return err
	}
	status, err := job.Wait(ctx(tb))
	if err != nil {
		return err
	}
	return status.Err()
}

func wantJobError(tb testing.TB, err error, reason, part string) {
	tb.Helper()
	var failure *bigquery.Error
	if !errors.As(err, &failure) || failure.Reason != reason || !strings.Contains(failure.Message, part) {
		tb.Errorf("error is %v, want reason %s with %q", err, reason, part)
	}
}

func TestLoadDispositions(t *testing.T) {
	t.Parallel()
	w := start(t)
	ds := w.dataset(t, "d")
	uri := w.upload("c.parquet", parquetOf(t, customers(10)))
	for _, step := range []struct {
		create bigquery.TableCreateDisposition
		write  bigquery.TableWriteDisposition
		reason string
		rows   uint64
	}{
		{bigquery.CreateNever, "", "notFound", 0},
		{"", "", "", 10},
		{"", "", "", 20},
		{"", bigquery.WriteAppend, "", 30},
		{"", bigquery.WriteEmpty, "duplicate", 30},
		{bigquery.CreateNever, bigquery.WriteTruncate, "", 10},
	} {
		source := bigquery.NewGCSReference(uri)
		source.SourceFormat = bigquery.Parquet
		loader := ds.Table("t").LoaderFrom(source)
		loader.CreateDisposition, loader.WriteDisposition = step.create, step.write
		err := runLoad(t, loader)
		if step.reason != "" {
			wantJobError(t, err, step.reason, "Table demo-capi:d.t")
		} else if err != nil {
			t.Fatalf("%+v: %v", step, err)
		}
		if step.rows == 0 {
			continue
		}
		meta, err := ds.Table("t").Metadata(ctx(t))
		if err != nil || meta.NumRows != step.rows {
			t.Errorf("after %+v: %d rows, error %v", step, meta.NumRows, err)
		}
	}
}

func TestLoadSchemas(t *testing.T) {
	t.Parallel()
	w := start(t)
	ds := w.dataset(t, "d")
	type narrow struct {
		B string `parquet:"b"`
		A int32  `parquet:"a"`
	}
	uri := w.upload("n.parquet", parquetOf(t, []narrow{{"x", 1}, {"y", 2}}))
	load := func(table string, schema bigquery.Schema) error {
		source := bigquery.NewGCSReference(uri)
		source.SourceFormat, source.Schema = bigquery.Parquet, schema
		return runLoad(t, ds.Table(table).LoaderFrom(source))
	}
	schema := bigquery.Schema{
		{Name: "a", Type: bigquery.NumericFieldType, Required: true, Description: "A number"}, {Name: "b", Type: bigquery.StringFieldType},
		{Name: "c", Type: bigquery.DateFieldType},
	}
	if err := load("wide", schema); err != nil {
		t.Fatal(err)
	}
	meta, err := ds.Table("wide").Metadata(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(schema, meta.Schema); diff != "" {
		t.Errorf("schema differs (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([][]bigquery.Value{{"1", "x", nil}, {"2", "y", nil}}, w.rows(t, "SELECT CAST(a AS STRING) AS a, b, c FROM d.wide ORDER BY b")); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
	wantJobError(t, load("x", schema[:1]), "invalid", "Cannot add fields (field: b)")
	wantJobError(t, load("x", bigquery.Schema{{Name: "a", Type: bigquery.DateFieldType}, schema[1]}), "invalid", "Parquet column 'a' has type INTEGER which does not match the target type DATE")
	wantJobError(t, load("x", append(schema[:2:2], &bigquery.FieldSchema{Name: "must", Type: bigquery.DateFieldType, Required: true})), "invalid", "Required column 'must' is missing")
}

func TestLoadSources(t *testing.T) {
	t.Parallel()
	w := start(t)
	ds := w.dataset(t, "d")
	for _, name := range []string{"part/1.parquet", "part/2.parquet", "part/3.parquet"} {
		w.upload(name, parquetOf(t, customers(10)))
	}
	w.upload("part/notes.txt", []byte("no data"))
	w.load(t, ds.Table("all"), "gs://bucket/part/*.parquet")
	if diff := cmp.Diff([][]bigquery.Value{{int64(30), int64(10)}}, w.rows(t, "SELECT COUNT(*), COUNT(DISTINCT id) FROM d.all")); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
	load := func(uri string) error {
		source := bigquery.NewGCSReference(uri)
		source.SourceFormat = bigquery.Parquet
		return runLoad(t, ds.Table("x").LoaderFrom(source))
	}
	wantJobError(t, load("gs://bucket/absent.parquet"), "notFound", "Not found: URI gs://bucket/absent.parquet")
	wantJobError(t, load("gs://bucket/none/*"), "notFound", "Not found: URI")
	wantJobError(t, load("gs://absent/x.parquet"), "notFound", "Not found: URI")
	wantJobError(t, load("http://elsewhere/x"), "invalid", "Source URI must be")
	wantJobError(t, load("gs://bucket/part/notes.txt"), "invalid", "Error while reading data")
}

func TestLoadTextFormats(t *testing.T) {
	t.Parallel()
	w := start(t)
	ds := w.dataset(t, "d")
	schema := bigquery.Schema{
		{Name: "id", Type: bigquery.IntegerFieldType}, {Name: "name", Type: bigquery.StringFieldType}, {Name: "seen", Type: bigquery.TimestampFieldType},
	}
	want := [][]bigquery.Value{{int64(1), "Ann, B.", "2025-01-02 03:04:05+00"}, {int64(2), nil, nil}}
	check := func(table string, source bigquery.LoadSource) {
		t.Helper()
		if err := runLoad(t, ds.Table(table).LoaderFrom(source)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, w.rows(t, "SELECT id, name, CAST(seen AS STRING) FROM d."+table+" ORDER BY id")); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", table, diff)
		}
	}
	csv := bigquery.NewGCSReference(w.upload("x.csv", []byte("id,name,seen\n1,\"Ann, B.\",2025-01-02 03:04:05 UTC\n2,,\n")))
	csv.SourceFormat, csv.Schema, csv.SkipLeadingRows = bigquery.CSV, schema, 1
	check("csv", csv)
	lines := bigquery.NewGCSReference(w.upload("x.json", []byte(`{"id":1,"name":"Ann, B.","seen":"2025-01-02T03:04:05Z"}`+"\n"+`{"id":"2"}`+"\n")))
	lines.SourceFormat, lines.Schema = bigquery.JSON, schema
	check("json", lines)
	uploaded := bigquery.NewReaderSource(strings.NewReader("1|Ann, B.|2025-01-02 03:04:05\n2||\n"))
	uploaded.SourceFormat, uploaded.Schema, uploaded.FieldDelimiter = bigquery.CSV, schema, "|"
	check("uploaded", uploaded)
	broken := bigquery.NewGCSReference(w.upload("broken.csv", []byte("one,x,\n")))
	broken.SourceFormat, broken.Schema = bigquery.CSV, schema
	wantJobError(t, runLoad(t, ds.Table("x").LoaderFrom(broken)), "invalid", "Error while reading data")
}
