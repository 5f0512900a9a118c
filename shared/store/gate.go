package store

import (
	"context"
	"sync"
	"time"

	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/tenant"
)

// maxWaiting is how many reservations of one tenant may wait in one process; more are refused at once, which is kinder than late.
const maxWaiting = 200

// gates lets one reservation of a tenant at a time through in this process: contention for the tenant's document is then only between
// instances, and a burst costs as many commits as it has requests instead of the square of that.
type gates struct {
	mu   sync.Mutex
	open map[tenant.ID]*gate
}

type gate struct {
	turn    chan struct{}
	waiting int
}

// enter waits for the tenant's turn, at most for a time. leave must be called when it came.
func (g *gates) enter(ctx context.Context, id tenant.ID, atMost time.Duration) (leave func(), err error) {
	at, err := g.queue(id)
	if err != nil {
		return nil, err
	}
	timer := time.NewTimer(atMost)
	defer timer.Stop()
	select {
	case at.turn <- struct{}{}:
		return func() { <-at.turn; g.unqueue(id, at) }, nil
	case <-timer.C:
		err = crowded()
	case <-ctx.Done():
		err = fault.Wrap(fault.KindOf(ctx.Err()), ctx.Err(), "The request ended before its turn came.")
	}
	g.unqueue(id, at)
	return nil, err
}

func (g *gates) queue(id tenant.ID) (*gate, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	at, exists := g.open[id]
	if !exists {
		at = &gate{turn: make(chan struct{}, 1)}
		g.open[id] = at
	}
	if at.waiting >= maxWaiting {
		return nil, crowded()
	}
	at.waiting++
	return at, nil
}

func (g *gates) unqueue(id tenant.ID, at *gate) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if at.waiting--; at.waiting == 0 {
		delete(g.open, id)
	}
}

func crowded() error {
	return fault.New(fault.RateLimited, "Your tenant is asking for very much at once; try again in a few seconds.").After(3 * time.Second)
}
