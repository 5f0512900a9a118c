package bigquery_test

import (
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"cloud.google.com/go/bigquery"
)

// order is a row of the larger side of the join.
type order struct {
	ID       int64   `parquet:"id"`
	Customer int64   `parquet:"customer"`
	Amount   float64 `parquet:"amount"`
}

func orders(n int) []order {
	rows := make([]order, n)
	for i := range rows {
		rows[i] = order{int64(i), int64(i*7919) % 80_000, float64(i%1000) / 7}
	}
	return rows
}

// BenchmarkLoad loads an object of 80,000 rows that the server has not seen before.
func BenchmarkLoad(b *testing.B) {
	w := start(b)
	ds := w.dataset(b, "d")
	rows := customers(80_000)
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		rows[0].ID = int64(-i)
		uri := w.upload(fmt.Sprintf("c%d.parquet", i), parquetOf(b, rows))
		b.StartTimer()
		w.load(b, ds.Table(fmt.Sprint("t", i)), uri)
	}
}

// BenchmarkClone clones 15 tables with 145,000 rows, all at once as the platform does.
func BenchmarkClone(b *testing.B) {
	w := start(b)
	golden := w.dataset(b, "golden")
	const tables = 15
	w.load(b, golden.Table("t0"), w.upload("c.parquet", parquetOf(b, customers(80_000))))
	for i := 1; i < tables; i++ {
		w.load(b, golden.Table(fmt.Sprint("t", i)), w.upload(strconv.Itoa(i), parquetOf(b, customers(4643))))
	}
	for i := 0; b.Loop(); i++ {
		ds := w.dataset(b, fmt.Sprint("demo", i))
		var group sync.WaitGroup
		for n := range tables {
			group.Go(func() {
				name := fmt.Sprint("t", n)
				copier := ds.Table(name).CopierFrom(golden.Table(name))
				copier.OperationType = bigquery.CloneOperation
				if err := runCopy(b, copier); err != nil {
					b.Error(err)
				}
			})
		}
		group.Wait()
	}
}

// BenchmarkJoin joins 300,000 with 80,000 rows and groups them, through the API.
func BenchmarkJoin(b *testing.B) {
	w := start(b)
	ds := w.dataset(b, "d")
	w.load(b, ds.Table("customers"), w.upload("c.parquet", parquetOf(b, customers(80_000))))
	w.load(b, ds.Table("orders"), w.upload("o.parquet", parquetOf(b, orders(300_000))))
	for b.Loop() {
		rows := w.rows(b, `SELECT c.city, COUNT(*) AS orders, SUM(o.amount) AS amount FROM d.orders AS o JOIN d.customers AS c ON o.customer = c.id
			GROUP BY c.city ORDER BY amount DESC`)
		if len(rows) != 451 {
			b.Fatalf("%d groups, want 451", len(rows))
		}
	}
}

// BenchmarkSmallQueries runs small queries from 16 clients at once.
func BenchmarkSmallQueries(b *testing.B) {
	w := start(b)
	ds := w.dataset(b, "d")
	w.load(b, ds.Table("customers"), w.upload("c.parquet", parquetOf(b, customers(80_000))))
	var id atomic.Int64
	b.SetParallelism(8) // times GOMAXPROCS
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			sql := fmt.Sprintf("SELECT name, spent FROM d.customers WHERE id = %d", id.Add(1)%80_000)
			if len(w.rows(b, sql)) != 1 {
				b.Error("the customer is not there")
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "queries/s")
}
