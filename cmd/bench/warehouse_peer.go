package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"capidemo.dev/platform/local/bigquery/differential/goccy"
	"capidemo.dev/platform/shared/warehouse"
)

const (
	goccyName    = "goccy"
	goccyCap     = 20 * time.Second // for each of its figures
	goccyPrepare = 2 * time.Minute  // for the orders, which are not a figure
	goccyRuns    = 3
)

// goccyFigures are what goccy's emulator reaches at our queries.
type goccyFigures struct{ load, group, join, small peer }

// beside puts its figures next to ours; rows are in measureWarehouse's order.
func (g goccyFigures) beside(rows []row) []row {
	rows[0] = rows[0].beside(g.load)
	rows[0].Note += fmt.Sprintf("; goccy: the same objects, p50 of %d", goccyRuns)
	rows[1].Note += "; goccy has no copy jobs"
	rows[2] = rows[2].beside(g.group)
	rows[3] = rows[3].beside(g.join)
	rows[4] = rows[4].beside(g.small)
	rows[4].Note = "goccy answers one request at a time"
	return rows
}

// measureGoccy has goccy's emulator load the same objects from the same Cloud Storage through the same official client, and asks it the
// same queries through REST, in the same run. The join comes last, so that nothing waits behind it.
func measureGoccy(ctx context.Context, b *bench, ours warehouseBench, project, storage string) (out goccyFigures, err error) {
	b.sayf("  building goccy's BigQuery emulator; the first time takes 7 minutes")
	binary, err := goccy.Build(ctx, b.root, b.dir)
	if err != nil {
		return out, err
	}
	// It answers refusals; what it logs besides is that a cap interrupted it.
	url, stop, err := goccy.Start(ctx, binary, project, io.Discard, "STORAGE_EMULATOR_HOST="+storage)
	if err != nil {
		return out, err
	}
	defer stop()
	endpoint := url + "/bigquery/v2/"
	w := warehouseBench{files: ours.files, queries: ours.queries, address: endpoint + "projects/" + project + "/queries"}
	if w.Warehouse, err = warehouse.New(ctx, warehouse.Config{Project: project, Location: "US", Endpoint: endpoint}); err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if err := w.CreateDataset(ctx, warehouseDataset, nil, "Benchmark"); err != nil {
		return out, fmt.Errorf("goccy: %w", err)
	}
	if out.load, err = capped(ctx, goccyRuns, w.loadCustomers); err != nil {
		return out, err
	}
	if out.group, err = capped(ctx, goccyRuns, func(ctx context.Context, _ int) error { return w.rows(ctx, grouping, cities) }); err != nil {
		return out, err
	}
	if out.small, err = cappedRate(ctx, w.small); err != nil {
		return out, err
	}
	preparing, cancel := context.WithTimeout(ctx, goccyPrepare)
	defer cancel()
	if err := w.loadOrders(preparing); err != nil {
		return out, fmt.Errorf("goccy: %w", err)
	}
	out.join, err = capped(ctx, 1, func(ctx context.Context, _ int) error { return w.rows(ctx, joining, cities) })
	return out, err
}

// capped does a thing n times, or as often as the cap allows, and gives the median in milliseconds; the cap itself if not even the first
// came to its end.
func capped(ctx context.Context, n int, do func(ctx context.Context, i int) error) (peer, error) {
	limited, cancel := context.WithTimeout(ctx, goccyCap)
	defer cancel()
	took, err := times(n, func(i int) error { return do(limited, i) })
	switch {
	case err != nil && limited.Err() == nil, ctx.Err() != nil:
		return peer{}, fmt.Errorf("goccy: %w", err)
	case len(took) == 0:
		return peer{Name: goccyName, Value: ms(goccyCap), Capped: true}, nil
	default:
		return peer{Name: goccyName, Value: took.percentile(50)}, nil
	}
}

// cappedRate does as many of the small queries as the cap allows, with as many clients as ours had, and gives how many a second.
func cappedRate(ctx context.Context, do func(ctx context.Context, i int) error) (peer, error) {
	limited, cancel := context.WithTimeout(ctx, goccyCap)
	defer cancel()
	done, took, err := together(limited, smallClients, smallQueries, do)
	if len(done) == 0 || ctx.Err() != nil || err != nil && limited.Err() == nil {
		return peer{}, fmt.Errorf("goccy answered %d small queries in %s: %w", len(done), took.Round(time.Millisecond), err)
	}
	return peer{Name: goccyName, Value: float64(len(done)) / took.Seconds()}, nil
}
