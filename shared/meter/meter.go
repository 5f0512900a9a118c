// Package meter notes which query jobs a piece of work runs in the warehouse, so that what they billed can be counted for the tenant when
// the work ends. The adapters that run queries, or have them run, note each job ([Ran]); the function that began the work counts
// ([From], then [Meter.Bytes]). Noting costs nothing on the way: what a job billed is asked once, in the end.
//
// What must not go in: prices (shared/demo) and where use is counted (shared/store). meter_test.go holds it.
package meter

import (
	"context"
	"log/slog"
	"slices"
	"sync"

	"capidemo.dev/platform/shared/telemetry"
)

// Meter collects the jobs of one piece of work. It is safe for concurrent use.
type Meter struct {
	mu   sync.Mutex
	jobs []string
}

type key struct{}

// From gives a context whose queries are noted by the meter.
func From(ctx context.Context) (context.Context, *Meter) {
	m := &Meter{}
	return context.WithValue(ctx, key{}, m), m
}

// Ran notes a query job on the context's meter, if there is one. A job that is noted already is the same job.
func Ran(ctx context.Context, job string) {
	m, metered := ctx.Value(key{}).(*Meter)
	if !metered || job == "" {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if !slices.Contains(m.jobs, job) {
		m.jobs = append(m.jobs, job)
	}
}

// Jobs gives the ids of the jobs noted so far.
func (m *Meter) Jobs() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.jobs)
}

// Bills tells what query jobs billed; *warehouse.Warehouse does.
type Bills interface {
	Billed(ctx context.Context, jobs []string) (int64, error)
}

// Bytes is what the jobs billed. What cannot be found out is not counted, and the log says so: the work is done, and its result must not
// be lost over its bill.
func (m *Meter) Bytes(ctx context.Context, bills Bills) int64 {
	jobs := m.Jobs()
	if len(jobs) == 0 {
		return 0
	}
	bytes, err := bills.Billed(ctx, jobs)
	if err != nil {
		telemetry.Add(ctx, slog.String("bytes_unknown", err.Error()))
	}
	telemetry.Add(ctx, slog.Int64("bytes_billed", bytes))
	return bytes
}
