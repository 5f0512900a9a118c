package bigquery_test

import (
	"testing"

	"cloud.google.com/go/bigquery"
	"github.com/google/go-cmp/cmp"
)

func TestLoadCloneAndQuery(t *testing.T) {
	t.Parallel()
	w := start(t)
	golden := w.dataset(t, "golden")
	uri := w.upload("customers.parquet", parquetOf(t, customers(1000)))
	status := w.load(t, golden.Table("customers"), uri)
	if got := status.Statistics.Details.(*bigquery.LoadStatistics).OutputRows; got != 1000 {
		t.Errorf("loaded %d rows, want 1000", got)
	}
	demo := w.dataset(t, "demo")
	copier := demo.Table("customers").CopierFrom(golden.Table("customers"))
	copier.OperationType = bigquery.CloneOperation
	job, err := copier.Run(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	wait(t, job)
	meta, err := demo.Table("customers").Metadata(ctx(t))
	if err != nil {
		t.Fatal(err)
	}
	if meta.NumRows != 1000 || meta.CloneDefinition == nil {
		t.Errorf("the clone has %d rows and definition %v", meta.NumRows, meta.CloneDefinition)
	}
	got := w.rows(t, "SELECT city, COUNT(*) AS n FROM `demo.customers` WHERE id < 30 GROUP BY city ORDER BY n DESC, city LIMIT 2")
	if diff := cmp.Diff([][]bigquery.Value{{nil, int64(3)}, {"city 1", int64(1)}}, got); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
}
