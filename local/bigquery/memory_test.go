package bigquery_test

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"cloud.google.com/go/bigquery"
)

// BenchmarkHundredDemos asks a hundred cloned demos of 380,000 rows each from 16 clients, small questions and joins in turn, and reports the
// most memory that the process ever held: server, client and Cloud Storage together.
func BenchmarkHundredDemos(b *testing.B) {
	const demos, clients = 100, 16
	w := start(b)
	golden := w.dataset(b, "golden")
	w.load(b, golden.Table("customers"), w.upload("c.parquet", parquetOf(b, customers(80_000))))
	w.load(b, golden.Table("orders"), w.upload("o.parquet", parquetOf(b, orders(300_000))))
	for i := range demos {
		ds := w.dataset(b, fmt.Sprint("demo", i))
		for _, name := range []string{"customers", "orders"} {
			copier := ds.Table(name).CopierFrom(golden.Table(name))
			copier.OperationType = bigquery.CloneOperation
			if err := runCopy(b, copier); err != nil {
				b.Fatal(err)
			}
		}
	}
	var asked atomic.Int64
	b.ResetTimer()
	var group sync.WaitGroup
	for range clients {
		group.Go(func() {
			for n := asked.Add(1); n <= int64(b.N); n = asked.Add(1) {
				demo := fmt.Sprint("demo", n%demos)
				sql := "SELECT name FROM " + demo + ".customers WHERE id = 77"
				if n%4 == 0 {
					sql = "SELECT c.city, COUNT(DISTINCT o.id), SUM(o.amount) FROM " + demo + ".orders o JOIN " + demo + ".customers c ON o.customer = c.id GROUP BY c.city ORDER BY 3 DESC LIMIT 10"
				}
				if len(w.rows(b, sql)) == 0 {
					b.Error("no rows")
				}
			}
		})
	}
	group.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "queries/s")
	if peak := peakMemory(b); peak > 0 {
		b.ReportMetric(peak, "MiB-peak")
	}
}

// peakMemory is the largest resident set of this process so far, in MiB; 0 where the system does not tell.
func peakMemory(tb testing.TB) float64 {
	tb.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	match := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if match == nil {
		return 0
	}
	kib, err := strconv.ParseFloat(string(match[1]), 64)
	if err != nil {
		tb.Fatal(err)
	}
	return kib / 1024
}
