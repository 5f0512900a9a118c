package main

import (
	"context"
	"slices"
	"sync"
	"time"
)

// sample is a set of measured durations.
type sample []time.Duration

// percentile is the nearest-rank percentile (0 to 100) in milliseconds; zero for an empty sample.
func (s sample) percentile(p int) float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	rank := (p*len(sorted) + 99) / 100 // rounded up
	return ms(sorted[max(rank, 1)-1])
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// times does a thing n times, one after the other, and gives how long each took.
func times(n int, do func(i int) error) (sample, error) {
	out := make(sample, 0, n)
	for i := range n {
		began := time.Now()
		if err := do(i); err != nil {
			return out, err
		}
		out = append(out, time.Since(began))
	}
	return out, nil
}

// together has clients do n things in all, as fast as they can, and gives how long each took and how long all of it took. The first
// error ends the rest.
func together(ctx context.Context, clients, n int, do func(ctx context.Context, i int) error) (sample, time.Duration, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	work := make(chan int)
	go func() {
		defer close(work)
		for i := range n {
			select {
			case work <- i:
			case <-ctx.Done():
				return
			}
		}
	}()
	var mu sync.Mutex
	var all sample
	var group sync.WaitGroup
	began := time.Now()
	for range clients {
		group.Go(func() {
			for i := range work {
				at := time.Now()
				if err := do(ctx, i); err != nil {
					cancel(err)
					return
				}
				took := time.Since(at)
				mu.Lock()
				all = append(all, took)
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return all, time.Since(began), context.Cause(ctx)
}
