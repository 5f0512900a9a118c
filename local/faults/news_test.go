package faults_test

import (
	"context"
	"sync"
)

// news guards what a background reader learns and wakes who waits for it.
type news struct {
	mu      sync.Mutex
	changed chan struct{}
}

// learn changes the guarded state.
func (n *news) learn(change func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	change()
	if n.changed != nil {
		close(n.changed)
	}
	n.changed = make(chan struct{})
}

// look reads the guarded state.
func (n *news) look(read func()) {
	n.mu.Lock()
	defer n.mu.Unlock()
	read()
}

// until returns when the guarded state fulfils a condition, or with the context's error.
func (n *news) until(ctx context.Context, fulfilled func() bool) error {
	for {
		n.mu.Lock()
		if n.changed == nil {
			n.changed = make(chan struct{})
		}
		ok, changed := fulfilled(), n.changed
		n.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}
