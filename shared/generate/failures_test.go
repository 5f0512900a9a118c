package generate_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"capidemo.dev/platform/shared/dataspec"
	"capidemo.dev/platform/shared/generate"
)

// failing is a sink whose files break at some point; it counts what is left open.
type failing struct {
	mu             sync.Mutex
	create         map[string]error
	write          map[string]error
	cancel         context.CancelFunc
	opened, closed int
}

type failingFile struct {
	sink  *failing
	table string
}

func (f *failing) Create(_ context.Context, table string) (io.WriteCloser, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.create[table]; err != nil {
		return nil, err
	}
	f.opened++
	return &failingFile{f, table}, nil
}

func (f *failingFile) Write(p []byte) (int, error) {
	if f.sink.cancel != nil {
		f.sink.cancel()
	}
	return len(p), f.sink.write[f.table]
}

func (f *failingFile) Close() error {
	f.sink.mu.Lock()
	defer f.sink.mu.Unlock()
	f.sink.closed++
	return nil
}

func TestFailuresEndTheRunAndLeaveNothingOpen(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	for name, c := range map[string]struct {
		sink *failing
		want error
	}{
		"a file cannot be created": {&failing{create: map[string]error{"orders": full}}, full},
		"a file cannot be written": {&failing{write: map[string]error{"items": full}}, full},
		"the run is cancelled":     {&failing{}, context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec, err := dataspec.ParseAndValidate([]byte(stage + keyOfCustomer))
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			if errors.Is(c.want, context.Canceled) {
				c.sink.cancel = cancel
			}
			if _, err := generate.Run(ctx, spec, generate.Options{Anchor: day, Sink: c.sink}); !errors.Is(err, c.want) {
				t.Errorf("want %v, got %v", c.want, err)
			}
			if c.sink.opened != c.sink.closed {
				t.Errorf("%d files opened, %d closed", c.sink.opened, c.sink.closed)
			}
		})
	}
}

func TestAStreamThatFailsEnds(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	sink := &failing{write: map[string]error{"people": full}}
	_, err := generate.Run(t.Context(), referenceSpec(t, streamedRows), generate.Options{Anchor: day, Sink: sink})
	if !errors.Is(err, full) || sink.opened != sink.closed {
		t.Errorf("want %v and no open file, got %v with %d of %d closed", full, err, sink.closed, sink.opened)
	}
}

// TestRunFaults are faults that only the data shows.
func TestRunFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ columns, want string }{
		"too few to pick from":   {"      - {name: p, type: BOOL, description: P., gen: {pick: {count: 500, weight: \"if(order_id <= 10, 1, 0)\"}}}\n", "500 rows shall be picked, but only 10"},
		"NULL where none may be": {"      - {name: f, type: INT64, description: F., gen: {formula: \"if(order_id = 5, null, order_id)\"}}\n", "column f has NULLs but is declared required"},
		"nobody exists by then":  {"      - {name: r, type: INT64, description: R., gen: {ref: {table: customers, since: created_at, until: \"add_days(ordered_at, -9000)\"}}}\n", "no row of customers exists by then"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec, err := dataspec.ParseAndValidate([]byte(stage + keyOfCustomer + c.columns))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := generate.Run(t.Context(), spec, generate.Options{Anchor: day, Sink: &discard{}}); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("want %q, got %v", c.want, err)
			}
		})
	}
}

func TestUnknownPlantedNumberIsRefused(t *testing.T) {
	t.Parallel()
	_, err := generate.Run(t.Context(), referenceSpec(t, 10), generate.Options{Anchor: day, Planted: map[string]float64{"x": 1}})
	if err == nil {
		t.Error("a planted number that does not exist was changed")
	}
}
