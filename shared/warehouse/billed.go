package warehouse

import (
	"context"
	"sync/atomic"
	"time"

	"cloud.google.com/go/bigquery"

	"capidemo.dev/platform/shared/fault"
)

// billedWithin bounds the whole of asking what jobs billed: it stands between the end of a piece of work and its being recorded.
const billedWithin = 10 * time.Second

// Billed gives the bytes that query jobs billed, by their ids. Jobs that are not there, and those that were no queries, billed nothing. With
// an error it gives what is known of the others.
func (w *Warehouse) Billed(ctx context.Context, jobs []string) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, billedWithin)
	defer cancel()
	var sum atomic.Int64
	err := w.each(ctx, jobs, func(ctx context.Context, id string) error {
		job, err := w.client.JobFromIDLocation(ctx, id, w.client.Location)
		if err = classify(err, "reading what the query job "+id+" billed"); err != nil {
			if fault.Is(err, fault.NotFound) {
				return nil
			}
			return err
		}
		if stats, isQuery := job.LastStatus().Statistics.Details.(*bigquery.QueryStatistics); isQuery {
			sum.Add(stats.TotalBytesBilled)
		}
		return nil
	})
	return sum.Load(), err
}
