package eventarc

import (
	"context"
	"errors"
	"sync"
)

// ErrConnectionLost is what a dropped connection looks like to the dispatcher.
var ErrConnectionLost = errors.New("connection lost")

// Duplicate returns a wrapper for Options.Around that makes every attempt n times: one after the other, or all at once. The
// attempt succeeds when all do.
func Duplicate(n int, parallel bool) func(Deliver) Deliver {
	return func(next Deliver) Deliver {
		return func(ctx context.Context, e Event) error {
			failures := make([]error, n)
			var attempts sync.WaitGroup
			for i := range n {
				if !parallel {
					failures[i] = next(ctx, e)
					continue
				}
				attempts.Go(func() { failures[i] = next(ctx, e) })
			}
			attempts.Wait()
			return errors.Join(failures...)
		}
	}
}

// DropRequest returns a wrapper that loses the connection before the function sees the event, when lose says so.
func DropRequest(lose func(Event) bool) func(Deliver) Deliver {
	return func(next Deliver) Deliver {
		return func(ctx context.Context, e Event) error {
			if lose(e) {
				return ErrConnectionLost
			}
			return next(ctx, e)
		}
	}
}

// DropResponse returns a wrapper that loses the connection after the function has done its work, when lose says so.
func DropResponse(lose func(Event) bool) func(Deliver) Deliver {
	return func(next Deliver) Deliver {
		return func(ctx context.Context, e Event) error {
			err := next(ctx, e)
			if lose(e) {
				return ErrConnectionLost
			}
			return err
		}
	}
}

// Gate holds attempts until a test lets them through, in the order and at the time it likes: it delays and reorders. Use its
// Around as Options.Around.
type Gate struct {
	arrived chan Held
}

// Held is one attempt that waits at a Gate.
type Held struct {
	Event   Event
	release chan struct{}
}

// Release lets the attempt through. Call it once.
func (h Held) Release() { close(h.release) }

// NewGate makes a Gate for any number of attempts.
func NewGate() *Gate { return &Gate{arrived: make(chan Held)} }

// Arrived yields every attempt as it reaches the gate.
func (g *Gate) Arrived() <-chan Held { return g.arrived }

// Around makes attempts wait at the gate.
func (g *Gate) Around(next Deliver) Deliver {
	return func(ctx context.Context, e Event) error {
		held := Held{Event: e, release: make(chan struct{})}
		select {
		case g.arrived <- held:
		case <-ctx.Done():
			return ctx.Err()
		}
		select {
		case <-held.release:
			return next(ctx, e)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
