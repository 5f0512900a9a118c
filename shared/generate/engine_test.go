package generate_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/dataspec/expr"
	"capidemo.dev/platform/shared/generate"
	"capidemo.dev/platform/shared/generate/column"
	"capidemo.dev/platform/shared/generate/parquetfile"
	"capidemo.dev/platform/shared/generate/reference"
)

// streamedRows is more than a table has that is simply kept.
const streamedRows = 1<<20 + column.BlockRows + 17

// TestStreamedAndKeptTablesAreTheSame makes a large table as a stream and, because a golden query looks into it, in memory.
func TestStreamedAndKeptTablesAreTheSame(t *testing.T) {
	t.Parallel()
	run := func(spec *dataspec.Spec, workers int) (string, bool) {
		out, err := generate.Run(t.Context(), spec, generate.Options{Anchor: day, Workers: workers, Codec: parquetfile.Snappy, Sink: &discard{}})
		if err != nil {
			t.Fatal(err)
		}
		return out.Tables[0].SHA256, out.Kept("people", "id") != nil
	}
	streamed := referenceSpec(t, streamedRows)
	kept := referenceSpec(t, streamedRows)
	kept.GoldenQueries = []dataspec.GoldenQuery{{ID: "n", Expect: dataspec.Expect{
		Result: dataspec.Stage{From: "people", Measures: dataspec.Named{{Name: "n", Expr: "count()"}}}}}}
	want, inMemory := run(streamed, 1)
	if inMemory {
		t.Fatal("a large table that nobody looks into was kept in memory")
	}
	for _, workers := range []int{2, 5} {
		if got, _ := run(streamed, workers); got != want {
			t.Errorf("streamed by %d workers: another file", workers)
		}
	}
	if got, inMemory := run(kept, 3); got != want || !inMemory {
		t.Errorf("kept %v: the file differs from the streamed one: %v", inMemory, got != want)
	}
}

// TestMemoryStaysFlat makes ten times the rows in about the same memory. It does not run in parallel, because it looks at the
// heap of the process.
func TestMemoryStaysFlat(t *testing.T) { //nolint:paralleltest // it measures the heap
	peak := func(rows int) uint64 {
		meter := &heapMeter{}
		if _, err := generate.Run(t.Context(), referenceSpec(t, rows), generate.Options{Anchor: day, Codec: parquetfile.Snappy, Sink: meter}); err != nil {
			t.Fatal(err)
		}
		return meter.peak.Load()
	}
	const limit = 256 << 20
	if got := peak(6 << 20); got > limit {
		t.Errorf("the heap grew to %d MiB, more than %d", got>>20, limit>>20)
	}
}

// heapMeter is a sink that notes the largest heap while it is written to.
type heapMeter struct{ peak atomic.Uint64 }

func (m *heapMeter) Create(context.Context, string) (io.WriteCloser, error) { return m, nil }
func (m *heapMeter) Close() error                                           { return nil }
func (m *heapMeter) Write(p []byte) (int, error) {
	if len(p) > 1<<16 { // a page, not a header
		var s runtime.MemStats
		runtime.ReadMemStats(&s)
		m.peak.Store(max(m.peak.Load(), s.HeapInuse))
	}
	return len(p), nil
}

// TestChainsAreInOrder looks at events of a chain, at states, at children and at sums over them.
func TestChainsAreInOrder(t *testing.T) {
	t.Parallel()
	const more = keyOfCustomer + `
      - {name: shipped_at, type: TIMESTAMP, nullable: true, description: A., gen: {after: {time: ordered_at, delay: {dist: lognormal, median: 20, sigma: 0.5}, unit: hours, beyond: "null"}}}
      - {name: state, type: STRING, description: A., gen: {state: {time: ordered_at, first: new, steps: [{from: new, to: paid, weight: 3, hours: 5}, {from: new, to: lost, hours: 5}, {from: paid, to: done, hours: 9}]}}}
      - {name: paid_at, type: TIMESTAMP, nullable: true, description: A., gen: {state_time: {of: state, state: paid}}}
      - {name: nth, type: INT64, description: A., gen: {position: {}}}
      - {name: total, type: NUMERIC, description: A., gen: {rollup: {table: items, sum: amount}}}
`
	spec, err := dataspec.ParseAndValidate([]byte(stage + more))
	if err != nil {
		t.Fatal(err)
	}
	out, err := generate.Run(t.Context(), spec, generate.Options{Anchor: day})
	if err != nil {
		t.Fatal(err)
	}
	get := func(column string, row int) expr.Value { return out.Kept("orders", column).Value(row) }
	totals := map[int64]int64{}
	for row := range 900 {
		totals[out.Kept("items", "order_id").Value(row).I] += out.Kept("items", "amount").Value(row).I
	}
	orders, states := map[int64]int64{}, map[string]int{}
	for row := range 600 {
		ordered, shipped, paid := get("ordered_at", row), get("shipped_at", row), get("paid_at", row)
		if !shipped.IsNull() && shipped.I < ordered.I || !paid.IsNull() && paid.I < ordered.I {
			t.Errorf("row %d: an event happens before the one it follows", row)
		}
		state := get("state", row).S
		states[state]++
		if reached := state == "paid" || state == "done"; reached == paid.IsNull() {
			t.Errorf("row %d: state %s with payment at %s", row, state, paid.Text())
		}
		customer := get("customer_id", row).I
		if orders[customer]++; get("nth", row).I != orders[customer] {
			t.Errorf("row %d: order %d of customer %d says it is number %d", row, orders[customer], customer, get("nth", row).I)
		}
		if get("total", row).I != totals[get("order_id", row).I] {
			t.Errorf("row %d: total %s is not the sum of its items", row, get("total", row).Text())
		}
	}
	if len(orders) != 200 || states["done"] < 300 || states["lost"] < 90 {
		t.Errorf("%d customers with orders, states %v", len(orders), states)
	}
}

// TestDistributions is a Kolmogorov-Smirnov test of each distribution against its formula.
func TestDistributions(t *testing.T) {
	t.Parallel()
	const rows = 20_000
	for name, c := range map[string]struct {
		number string
		cdf    func(x float64) float64
	}{
		"uniform":     {"dist: uniform, min: 2, max: 6", uniformCDF(2, 6)},
		"normal":      {"dist: normal, mean: 10, stddev: 3", normalCDF(10, 3)},
		"lognormal":   {"dist: lognormal, median: 40, sigma: 0.7", logNormalCDF(40, 0.7)},
		"exponential": {"dist: exponential, mean: 5", exponentialCDF(5)},
		"pareto":      {"dist: pareto, min: 3, alpha: 2.5", paretoCDF(3, 2.5)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := strings.Replace(reference.Document(rows), "type: NUMERIC, description: Amount., gen: {number: {dist: lognormal, median: 60, sigma: 0.8}}",
				"type: FLOAT64, description: Amount., gen: {number: {"+c.number+"}}", 1)
			spec, err := dataspec.ParseAndValidate([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			out, err := generate.Run(t.Context(), spec, generate.Options{Anchor: day})
			if err != nil {
				t.Fatal(err)
			}
			var values []float64
			for _, b := range out.Kept("people", "amount").Blocks {
				values = append(values, b.Floats...)
			}
			// 1.95 / root of n is exceeded once in a thousand.
			if d := distance(values, c.cdf); d > 1.95/141.4 {
				t.Errorf("the largest distance from the distribution is %.4f", d)
			}
		})
	}
}

// distance is the Kolmogorov-Smirnov statistic.
func distance(values []float64, cdf func(float64) float64) float64 {
	slices.Sort(values)
	n, most := float64(len(values)), 0.0
	for i, x := range values {
		p := cdf(x)
		most = max(most, p-float64(i)/n, float64(i+1)/n-p)
	}
	return most
}

func TestPreviewOfTheFirstRows(t *testing.T) {
	t.Parallel()
	var first bytes.Buffer
	out, err := generate.Run(t.Context(), referenceSpec(t, 3), generate.Options{Anchor: day})
	if err != nil {
		t.Fatal(err)
	}
	for row := range 3 {
		fmt.Fprintln(&first, out.Kept("people", "id").Value(row).Text(), out.Kept("people", "email").Value(row).Text())
	}
	// Known values: a change here changes the data of every demo, so generate.Version must be raised with it.
	if diff := cmp.Diff(golden, first.String()); diff != "" {
		t.Errorf("the engine makes other values; raise generate.Version if that is meant:\n%s", diff)
	}
}
