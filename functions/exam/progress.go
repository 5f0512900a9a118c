package exam

import (
	"context"
	"sync/atomic"
	"time"
)

// reportEvery is how often progress is written: the demo's document bears about a write a second.
const reportEvery = time.Second

// reporter writes progress down as it is told, at most once in reportEvery. stop ends it; no write follows.
func (w *work) reporter(ctx context.Context) (tell func(int), stop func()) {
	return paced(ctx, reportEvery, func(ctx context.Context, percent int) error { return w.x.Report(ctx, w.claim, percent) })
}

// paced hands on the latest number it was told, at most once in a while and only when it is another one. A write that fails is made up for
// by the next.
func paced(ctx context.Context, every time.Duration, write func(context.Context, int) error) (tell func(int), stop func()) {
	var latest atomic.Int64
	ctx, cancel := context.WithCancel(ctx)
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for written := int64(0); ; {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if now := latest.Load(); now != written && write(ctx, int(now)) == nil {
				written = now
			}
		}
	}()
	return func(percent int) { latest.Store(int64(percent)) }, func() { cancel(); <-stopped }
}
