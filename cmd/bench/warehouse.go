package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"cloud.google.com/go/storage"
	"github.com/parquet-go/parquet-go"
	"google.golang.org/api/option"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/objects"
	"capidemo.dev/platform/shared/warehouse"
)

const (
	warehouseLoads   = 10
	warehouseClones  = 20
	warehouseTables  = 15
	warehouseJoins   = 20
	smallQueries     = 1000
	smallClients     = 16
	customerRows     = 80_000
	orderRows        = 300_000
	warehouseDataset = "bench"
)

// customer and order are the two sides of the join.
type customer struct {
	ID    int64   `parquet:"id"`
	Name  string  `parquet:"name"`
	City  string  `parquet:"city,dict"`
	Spent float64 `parquet:"spent"`
}

type order struct {
	ID       int64   `parquet:"id"`
	Customer int64   `parquet:"customer"`
	Amount   float64 `parquet:"amount"`
}

// warehouseBench is a dataset in the stack's warehouse.
type warehouseBench struct {
	*warehouse.Warehouse
	files   *objects.Bucket
	queries *client
	address string // of jobs.query
}

// measureWarehouse works as the functions do, through the official client; queries go by plain REST.
func measureWarehouse(ctx context.Context, b *bench) (rows []row, err error) {
	p, err := b.platform(ctx)
	if err != nil {
		return nil, err
	}
	env := p.state.Environment
	w := warehouseBench{queries: &client{http: p.people.http}, address: env["BIGQUERY_ENDPOINT"] + "projects/" + p.state.Project + "/queries"}
	if w.Warehouse, err = warehouse.New(ctx, warehouse.Config{Project: p.state.Project, Location: "US", Endpoint: env["BIGQUERY_ENDPOINT"]}); err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	files, err := storage.NewClient(ctx, option.WithoutAuthentication(), option.WithEndpoint(env["STORAGE_EMULATOR_HOST"]+"/storage/v1/"))
	if err != nil {
		return nil, fmt.Errorf("connect to Cloud Storage: %w", err)
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	w.files = objects.New(files, env["TEMPLATES_BUCKET"])
	if err := w.CreateDataset(ctx, warehouseDataset, nil, "Benchmark"); err != nil {
		return nil, err
	}
	loads, err := w.loads(ctx)
	if err != nil {
		return nil, err
	}
	clones, err := w.clones(ctx)
	if err != nil {
		return nil, err
	}
	groups, joins, rate, err := w.ask(ctx)
	if err != nil {
		return nil, err
	}
	rows = []row{
		{Name: fmt.Sprintf("load of an %d-row Parquet object, p50 of %d", customerRows, warehouseLoads), Value: loads.percentile(50), Unit: "ms", Target: most(100), Note: "an object not seen before"},
		{Name: fmt.Sprintf("clone of %d tables, p50 of %d", warehouseTables, warehouseClones), Value: clones.percentile(50), Unit: "ms", Target: most(50), Note: "16 copy jobs at once, as load does"},
		{Name: fmt.Sprintf("GROUP BY over %d rows, p50 of %d", customerRows, warehouseJoins), Value: groups.percentile(50), Unit: "ms"},
		{Name: fmt.Sprintf("join of %d with %d rows, GROUP BY, p50 of %d", orderRows, customerRows, warehouseJoins), Value: joins.percentile(50), Unit: "ms", Target: most(100)},
		{Name: fmt.Sprintf("small queries, %d clients", smallClients), Value: rate, Unit: "queries/s", Target: least(200)},
	}
	if !b.peer {
		return rows, nil
	}
	other, err := measureGoccy(ctx, b, w, p.state.Project, env["STORAGE_EMULATOR_HOST"])
	if err != nil { // our own figures stand all the same
		return rows, err
	}
	return other.beside(rows), nil
}

// loads brings in objects of the same size but other content.
func (w warehouseBench) loads(ctx context.Context) (sample, error) {
	customers := make([]customer, customerRows)
	for i := range customers {
		customers[i] = customer{int64(i), fmt.Sprintf("customer %d", i), fmt.Sprintf("city %d", i%500), float64(i%1000) / 4}
	}
	for i := range warehouseLoads {
		customers[0].Spent = float64(i)
		if err := upload(ctx, w.files, fmt.Sprintf("bench/customers-%d.parquet", i), customers); err != nil {
			return nil, err
		}
	}
	took, err := times(warehouseLoads, func(i int) error {
		return w.loadCustomers(ctx, i)
	})
	if err != nil {
		return nil, err
	}
	orders := make([]order, orderRows)
	for i := range orders {
		orders[i] = order{int64(i), int64(i*7919) % customerRows, float64(i%1000) / 7}
	}
	if err := upload(ctx, w.files, "bench/orders.parquet", orders); err != nil {
		return nil, err
	}
	return took, w.loadOrders(ctx)
}

// loadCustomers brings in the i-th object of customers.
func (w warehouseBench) loadCustomers(ctx context.Context, i int) error {
	return w.LoadTables(ctx, warehouseDataset, []demo.Table{{
		Name: fmt.Sprintf("customers_%d", i), Rows: customerRows, Object: w.files.URL(fmt.Sprintf("bench/customers-%d.parquet", i)),
		Columns: []demo.Column{{Name: "id", Type: "INT64"}, {Name: "name", Type: "STRING"}, {Name: "city", Type: "STRING"}, {Name: "spent", Type: "FLOAT64"}},
	}}, fmt.Sprintf("bench_load_%d", i))
}

func (w warehouseBench) loadOrders(ctx context.Context) error {
	return w.LoadTables(ctx, warehouseDataset, []demo.Table{w.orders("orders")}, "bench_load")
}

// orders is a table of the object of orders.
func (w warehouseBench) orders(name string) demo.Table {
	return demo.Table{
		Name: name, Rows: orderRows, Object: w.files.URL("bench/orders.parquet"),
		Columns: []demo.Column{{Name: "id", Type: "INT64"}, {Name: "customer", Type: "INT64"}, {Name: "amount", Type: "FLOAT64"}},
	}
}

func upload[T any](ctx context.Context, files *objects.Bucket, path string, rows []T) error {
	var content bytes.Buffer
	if err := parquet.Write(&content, rows, parquet.Compression(&parquet.Zstd)); err != nil {
		return fmt.Errorf("write Parquet: %w", err)
	}
	out := files.Writer(ctx, path, "application/vnd.apache.parquet")
	_, err := out.Write(content.Bytes())
	return errors.Join(err, out.Close())
}

// clones makes copies of a dataset of as many tables as the shopify template has.
func (w warehouseBench) clones(ctx context.Context) (sample, error) {
	const golden = warehouseDataset + "_golden"
	if err := w.CreateDataset(ctx, golden, nil, "Benchmark"); err != nil {
		return nil, err
	}
	tables := make([]demo.Table, warehouseTables)
	names := make([]string, warehouseTables)
	for i := range tables {
		names[i] = fmt.Sprintf("t%d", i)
		tables[i] = w.orders(names[i])
	}
	if err := w.LoadTables(ctx, golden, tables, "bench_golden"); err != nil {
		return nil, err
	}
	for i := range warehouseClones {
		if err := w.CreateDataset(ctx, fmt.Sprintf("bench_%d", i), nil, "Benchmark"); err != nil {
			return nil, err
		}
	}
	return times(warehouseClones, func(i int) error {
		return w.CloneTables(ctx, golden, fmt.Sprintf("bench_%d", i), names, fmt.Sprintf("bench_clone_%d", i))
	})
}

// The queries that are asked again and again, and how many rows each gives.
const (
	grouping = "SELECT city, COUNT(*) AS customers, SUM(spent) AS spent FROM bench.customers_0 GROUP BY city ORDER BY spent DESC"
	joining  = "SELECT c.city, COUNT(*) AS orders, SUM(o.amount) AS amount FROM bench.orders AS o JOIN bench.customers_0 AS c ON o.customer = c.id GROUP BY c.city ORDER BY amount DESC"
	cities   = 500
)

// ask runs the large queries one after the other, then small ones from many clients.
func (w warehouseBench) ask(ctx context.Context) (groups, joins sample, rate float64, err error) {
	if groups, err = times(warehouseJoins, func(int) error { return w.rows(ctx, grouping, cities) }); err != nil {
		return nil, nil, 0, err
	}
	if joins, err = times(warehouseJoins, func(int) error { return w.rows(ctx, joining, cities) }); err != nil {
		return nil, nil, 0, err
	}
	_, took, err := together(ctx, smallClients, smallQueries, w.small)
	return groups, joins, smallQueries / max(took, time.Nanosecond).Seconds(), err
}

// small asks for one row.
func (w warehouseBench) small(ctx context.Context, i int) error {
	return w.rows(ctx, fmt.Sprintf("SELECT name, spent FROM bench.customers_0 WHERE id = %d", i), 1)
}

// rows runs a query that must give as many rows as expected.
func (w warehouseBench) rows(ctx context.Context, sql string, expected int) error {
	var out struct {
		Complete bool  `json:"jobComplete"` //nolint:tagliatelle // Google's name
		Rows     []any `json:"rows"`
	}
	in := map[string]any{"query": sql, "useLegacySql": false, "timeoutMs": 10_000}
	if err := w.queries.exchange(ctx, http.MethodPost, w.address, in, &out); err != nil {
		return err
	}
	if !out.Complete || len(out.Rows) != expected {
		return fmt.Errorf("%q gave %d of %d rows", sql, len(out.Rows), expected)
	}
	return nil
}
