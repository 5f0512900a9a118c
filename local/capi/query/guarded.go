package query

import (
	"context"

	"capidemo.dev/platform/local/capi/analyst"
	"capidemo.dev/platform/local/capi/analyst/result"
	"capidemo.dev/platform/shared/warehouse"
)

// Guarded runs only statements that are one SELECT over the datasets, by the same proof that the platform asks of statements it runs
// itself. Short table names belong to the first dataset. A refusal reaches the asker as the warehouse's own complaint would.
func Guarded(inner analyst.Warehouse, datasets []warehouse.Dataset) analyst.Warehouse {
	g := guarded{inner: inner}
	if len(datasets) > 0 {
		g.guard = warehouse.NewGuard(datasets[0], datasets[1:]...)
	}
	return g
}

type guarded struct {
	inner analyst.Warehouse
	guard warehouse.Guard
}

// Query implements analyst.Warehouse.
func (g guarded) Query(ctx context.Context, s analyst.Statement, started func(analyst.Job) error) (*result.Result, error) {
	if err := g.guard.Statement(s.SQL); err != nil {
		return nil, &analyst.QueryError{Reason: "accessDenied", Message: err.Error()}
	}
	return g.inner.Query(ctx, s, started)
}
