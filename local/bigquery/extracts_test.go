package bigquery_test

import (
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"cloud.google.com/go/bigquery"
	"github.com/google/go-cmp/cmp"
)

// object gives the text of an object in the bucket.
func (w *warehouse) object(tb testing.TB, name string) string {
	tb.Helper()
	object, err := w.storage.GetObject("bucket", name)
	if err != nil {
		tb.Fatalf("%s: %v", name, err)
	}
	return string(object.Content)
}

// extract writes a table to an object and gives the job's error.
func extract(tb testing.TB, table *bigquery.Table, uri string, set func(*bigquery.Extractor)) error {
	tb.Helper()
	extractor := table.ExtractorTo(bigquery.NewGCSReference(uri))
	if set != nil {
		set(extractor)
	}
	job, err := extractor.Run(ctx(tb))
	if err != nil {
		return err
	}
	status, err := job.Wait(ctx(tb))
	if err != nil {
		return err
	}
	return status.Err()
}

func TestExtract(t *testing.T) {
	t.Parallel()
	w := start(t)
	ds := w.dataset(t, "d")
	w.rows(t, `CREATE TABLE d.flat AS SELECT 1 AS i, 2.5 AS f, NUMERIC '10.50' AS n, 'a,"b"' AS s, TRUE AS b, TIMESTAMP '2024-01-02 03:04:05.5+00' AS ts,
		DATETIME '2024-01-02 03:04:05' AS dt, DATE '2024-01-02' AS d, b'abc' AS y, CAST(NULL AS STRING) AS missing, '' AS empty`)
	w.rows(t, `CREATE TABLE d.deep AS SELECT 1 AS i, [1, 2] AS list, STRUCT('x' AS a, CAST(NULL AS INT64) AS b) AS s, CAST(NULL AS STRING) AS missing, 'é"\n' AS text`)
	for _, c := range []struct {
		name, table, uri, object, want string
		set                            func(*bigquery.Extractor)
	}{
		{
			"CSV", "flat", "gs://bucket/flat-*.csv", "flat-000000000000.csv",
			"i,f,n,s,b,ts,dt,d,y,missing,empty\n1,2.5,10.5,\"a,\"\"b\"\"\",true,2024-01-02 03:04:05.5 UTC,2024-01-02T03:04:05,2024-01-02,YWJj,,\"\"\n", nil,
		},
		{
			"CSV without a header, by tabs", "flat", "gs://bucket/flat.tsv", "flat.tsv",
			"1\t2.5\t10.5\t\"a,\"\"b\"\"\"\ttrue\t2024-01-02 03:04:05.5 UTC\t2024-01-02T03:04:05\t2024-01-02\tYWJj\t\t\"\"\n",
			func(e *bigquery.Extractor) { e.DisableHeader, e.Dst.FieldDelimiter = true, "tab" },
		},
		{
			"JSON", "deep", "gs://bucket/deep.json", "deep.json", `{"i":"1","list":["1","2"],"s":{"a":"x"},"text":"é\"\n"}` + "\n",
			func(e *bigquery.Extractor) { e.Dst.DestinationFormat = bigquery.JSON },
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if err := extract(t, ds.Table(c.table), c.uri, c.set); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, w.object(t, c.object)); diff != "" {
				t.Errorf("object differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestExtractedFilesLoadAgain(t *testing.T) {
	t.Parallel()
	w := start(t)
	ds := w.dataset(t, "d")
	w.load(t, ds.Table("t"), w.upload("c.parquet", parquetOf(t, customers(200))))
	for name, format := range map[string]bigquery.DataFormat{"parquet": bigquery.Parquet, "json": bigquery.JSON, "csv": bigquery.CSV} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := extract(t, ds.Table("t"), "gs://bucket/again."+name, func(e *bigquery.Extractor) { e.Dst.DestinationFormat = format }); err != nil {
				t.Fatal(err)
			}
			source := bigquery.NewGCSReference("gs://bucket/again." + name)
			source.SourceFormat, source.SkipLeadingRows = format, 0
			if format == bigquery.CSV {
				source.SkipLeadingRows = 1
			}
			meta, err := ds.Table("t").Metadata(ctx(t))
			if err != nil {
				t.Fatal(err)
			}
			source.Schema = meta.Schema
			if err := runLoad(t, ds.Table(name).LoaderFrom(source)); err != nil {
				t.Fatal(err)
			}
			if n := w.rows(t, "SELECT * FROM d.t EXCEPT DISTINCT SELECT * FROM d."+name); len(n) != 0 {
				t.Errorf("%d rows differ, the first is %v", len(n), n[0])
			}
		})
	}
}

func TestExtractCompressed(t *testing.T) {
	t.Parallel()
	w := start(t)
	ds := w.dataset(t, "d")
	w.rows(t, "CREATE TABLE d.t AS SELECT 1 AS x")
	if err := extract(t, ds.Table("t"), "gs://bucket/t.csv.gz", func(e *bigquery.Extractor) { e.Dst.Compression = bigquery.Gzip }); err != nil {
		t.Fatal(err)
	}
	reader, err := gzip.NewReader(strings.NewReader(w.object(t, "t.csv.gz")))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(reader)
	if err != nil || string(text) != "x\n1\n" {
		t.Errorf("got %q, %v", text, err)
	}
}

func TestExtractRefuses(t *testing.T) {
	t.Parallel()
	w := start(t)
	ds := w.dataset(t, "d")
	w.rows(t, "CREATE TABLE d.deep AS SELECT [1] AS list")
	w.rows(t, "CREATE VIEW d.v AS SELECT 1 AS x")
	for name, c := range map[string]struct {
		table, uri, reason, part string
		format                   bigquery.DataFormat
	}{
		"nested as CSV":     {"deep", "gs://bucket/x", "invalid", "nested schema. Field: list", bigquery.CSV},
		"a view":            {"v", "gs://bucket/x", "invalid", "because of its type", bigquery.CSV},
		"an absent table":   {"absent", "gs://bucket/x", "notFound", "Not found: Table", bigquery.CSV},
		"another format":    {"deep", "gs://bucket/x", "notImplemented", "AVRO", bigquery.Avro},
		"no storage place":  {"deep", "/tmp/x", "invalid", "gs://bucket/object", bigquery.JSON},
		"two wildcards":     {"deep", "gs://bucket/*-*", "invalid", "one wildcard", bigquery.JSON},
		"an unknown bucket": {"deep", "gs://nowhere/x", "notFound", "gs://nowhere/x", bigquery.JSON},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := extract(t, ds.Table(c.table), c.uri, func(e *bigquery.Extractor) { e.Dst.DestinationFormat = c.format })
			wantJobError(t, err, c.reason, c.part)
		})
	}
}
