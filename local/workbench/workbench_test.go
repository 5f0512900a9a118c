package workbench_test

import (
	"strings"
	"testing"
	"time"

	"cloud.google.com/go/bigquery"
	"google.golang.org/api/option"

	"capidemo.dev/platform/local/workbench"
	"capidemo.dev/platform/shared/catalog"
	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/exam"
	"capidemo.dev/platform/shared/examiner"
)

// TestAColumnIsDroppedAndRestored takes a demo of shopify through an exam, the loss of a column, another exam, and the data's return.
func TestAColumnIsDroppedAndRestored(t *testing.T) {
	t.Parallel()
	bench, err := workbench.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := bench.Close(); err != nil {
			t.Error(err)
		}
	})
	spec, err := catalog.Load("shopify")
	if err != nil {
		t.Fatal(err)
	}
	subject, err := bench.Demo(t.Context(), spec, time.Date(2026, time.May, 20, 0, 0, 0, 0, time.UTC), "shop")
	if err != nil {
		t.Fatal(err)
	}
	e := examiner.New(bench.Warehouse, bench.Analyst)
	examined, known := look(t, e, subject, nil)
	report, err := e.Examine(t.Context(), subject, func(int) {})
	if verdict, reasons := exam.Judge(exam.Missing(&subject.Version, &examined), &report); err != nil || verdict != demo.VerdictGreen {
		t.Fatalf("as published it is %s: %q, %v", verdict, reasons, err)
	}
	run := statements(t, bench.BigQuery, subject.Dataset)
	run("CREATE TABLE kept CLONE orders")
	run("ALTER TABLE orders DROP COLUMN net_amount")
	now, _ := look(t, e, subject, known)
	changes := exam.Changes(&examined, &now, subject.Version.GoldenQueries)
	if len(changes) != 1 || !strings.HasPrefix(changes[0], "orders lost column net_amount, which ") || !strings.Contains(changes[0], "golden queries need") {
		t.Errorf("without a column: %q", changes)
	}
	report, err = e.Examine(t.Context(), subject, func(int) {})
	verdict, reasons := exam.Judge(exam.Missing(&subject.Version, &now), &report)
	if err != nil || verdict != demo.VerdictRed || reasons[0] != changes[0] || report.Queries().Passed == report.Queries().Total || report.Queries().Passed == 0 {
		t.Errorf("examined without a column: %s, %q, %+v, %v", verdict, reasons, report.Queries(), err)
	}
	run("CREATE OR REPLACE TABLE orders CLONE kept")
	restored, known := look(t, e, subject, known)
	if changes := exam.Changes(&examined, &restored, nil); len(changes) > 0 {
		t.Errorf("restored, it is not what was examined: %q", changes)
	}
	run("UPDATE orders SET net_amount = net_amount + 1 WHERE order_id = (SELECT MIN(order_id) FROM orders)")
	touched, _ := look(t, e, subject, known)
	if changes := exam.Changes(&examined, &touched, nil); len(changes) != 1 || changes[0] != "orders holds other values than when it was examined." {
		t.Errorf("one amount was changed: %q", changes)
	}
	if err := bench.Analyst.DeleteAgent(t.Context(), subject.Agent); err != nil {
		t.Fatal(err)
	}
	gone, _ := look(t, e, subject, known)
	if changes := exam.Changes(&touched, &gone, nil); len(changes) != 1 || !strings.Contains(changes[0], "agent is gone") {
		t.Errorf("without the agent: %q", changes)
	}
}

// TestClonesInheritWithoutBeingRead: two agents over two clones are the same but for their datasets.
func TestClonesInheritWithoutBeingRead(t *testing.T) {
	t.Parallel()
	bench, err := workbench.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = bench.Close() })
	spec, err := catalog.Load("shopify")
	if err != nil {
		t.Fatal(err)
	}
	anchor := time.Date(2026, time.May, 20, 0, 0, 0, 0, time.UTC)
	one, err := bench.Demo(t.Context(), spec, anchor, "one")
	if err != nil {
		t.Fatal(err)
	}
	two, err := bench.Demo(t.Context(), spec, anchor, "two")
	if err != nil {
		t.Fatal(err)
	}
	e := examiner.New(bench.Warehouse, bench.Analyst)
	first, _ := look(t, e, one, nil)
	if _, _, ok, err := e.Inherited(t.Context(), two, contents(first)); ok || err != nil {
		t.Errorf("tables that were loaded inherit: %v, %v", ok, err)
	}
	names := make([]string, len(one.Version.Tables))
	for i, table := range one.Version.Tables {
		names[i] = table.Name
	}
	golden := one.Version.GoldenDataset
	for _, copied := range [][2]string{{one.Dataset, golden}, {golden, "d_bench_three"}} {
		if err := bench.Warehouse.CreateDataset(t.Context(), copied[1], nil, ""); err != nil {
			t.Fatal(err)
		}
		if err := bench.Warehouse.CloneTables(t.Context(), copied[0], copied[1], names, "clone_"+copied[1]); err != nil {
			t.Fatal(err)
		}
	}
	three := two
	three.Dataset = "d_bench_three"
	inherited, _, ok, err := e.Inherited(t.Context(), three, contents(first))
	if !ok || err != nil {
		t.Fatalf("an untouched clone does not inherit: %v", err)
	}
	read, _ := look(t, e, three, nil)
	if changes := exam.Changes(&inherited, &read, nil); len(changes) > 0 {
		t.Errorf("what is inherited is not what is there: %q", changes)
	}
	if second, _ := look(t, e, two, nil); second.Agent != first.Agent || second.Agent == "" {
		t.Errorf("two agents of one template have the digests %q and %q", first.Agent, second.Agent)
	}
}

func contents(f exam.Fingerprint) map[string]string {
	out := map[string]string{}
	for _, t := range f.Tables {
		out[t.Name] = t.Content
	}
	return out
}

func look(t *testing.T, e *examiner.Examiner, s examiner.Subject, known []demo.Known) (exam.Fingerprint, []demo.Known) {
	t.Helper()
	now, known, err := e.Fingerprint(t.Context(), s, known)
	if err != nil {
		t.Fatal(err)
	}
	return now, known
}

// statements runs any statement, as somebody with more rights than the platform would.
func statements(t *testing.T, address, dataset string) func(string) {
	t.Helper()
	client, err := bigquery.NewClient(t.Context(), workbench.Project, option.WithEndpoint(address), option.WithoutAuthentication())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	return func(sql string) {
		t.Helper()
		query := client.Query(sql)
		query.DefaultProjectID, query.DefaultDatasetID = workbench.Project, dataset
		if _, err := query.Read(t.Context()); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
}
