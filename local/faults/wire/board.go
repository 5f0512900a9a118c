// Package wire puts proxies between the functions and the services they call, so that a test can hold, fail, or cut one call
// among thousands: before the service sees it, or after the service has done it and before the caller learns of it.
//
// A proxy understands nothing of what it forwards. A call is known by its method and by the text in its first message: names of
// documents, datasets and customers stand in JSON and in protobuf alike. What must not go in: knowledge of the platform, and
// time; a test waits for a Gate, never for a duration. To add a transport, make its proxy ask Board.meet for every call, as http.go
// and grpc.go do; wire_test.go holds both to the same cases.
package wire

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// ErrCut is the answer that never comes: the connection breaks, or what is closest to it in the call's protocol.
var ErrCut = errors.New("the connection was cut")

// Call is one call on its way to a service.
type Call struct {
	Service string // as named when the proxy was made
	Method  string // "POST /bigquery/v2/projects/p/jobs" or "/google.firestore.v1.Firestore/Commit"
	Body    []byte // the request, or a stream's first message
}

// Mentions reports whether the method or the body contains every text.
func (c Call) Mentions(texts ...string) bool {
	for _, text := range texts {
		if !bytes.Contains(c.Body, []byte(text)) && !strings.Contains(c.Method, text) {
			return false
		}
	}
	return true
}

// Fault is what happens to the calls it is for. An error of Before is the answer in place of the service's, which never sees the
// call; an error of After hides the answer of a service that has done its work. A nil function lets the call pass.
type Fault struct {
	On     func(Call) bool
	Before func(context.Context) error
	After  func(context.Context) error
}

// Nth makes a condition that holds for the n-th call only (from 1) for which on holds.
func Nth(n int64, on func(Call) bool) func(Call) bool {
	var seen atomic.Int64
	return func(c Call) bool { return on(c) && seen.Add(1) == n }
}

// UpTo makes a condition that holds for the first n calls for which on holds.
func UpTo(n int64, on func(Call) bool) func(Call) bool {
	var seen atomic.Int64
	return func(c Call) bool { return on(c) && seen.Add(1) <= n }
}

// Answer makes a Before or After that always gives the error.
func Answer(err error) func(context.Context) error {
	return func(context.Context) error { return err }
}

// Board is the set of faults that the proxies made from it obey.
type Board struct {
	mu     sync.Mutex
	faults []*Fault
}

// Inject adds a fault and gives the function that removes it again. Calls it holds already stay held.
func (b *Board) Inject(f Fault) (remove func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, &f)
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.faults = slices.DeleteFunc(b.faults, func(other *Fault) bool { return other == &f })
	}
}

// meet gives what has to happen before and after a call.
func (b *Board) meet(c Call) (before, after func(context.Context) error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var befores, afters []func(context.Context) error
	for _, f := range b.faults {
		if !f.On(c) {
			continue
		}
		if f.Before != nil {
			befores = append(befores, f.Before)
		}
		if f.After != nil {
			afters = append(afters, f.After)
		}
	}
	return inTurn(befores), inTurn(afters)
}

func inTurn(steps []func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		for _, step := range steps {
			if err := step(ctx); err != nil {
				return err
			}
		}
		return nil
	}
}

// Gate holds calls until it is opened or the caller goes away. Use Hold as a Before or an After.
type Gate struct {
	arrived, opened chan struct{}
	arrive, open    sync.Once
}

// NewGate makes a closed gate.
func NewGate() *Gate { return &Gate{arrived: make(chan struct{}), opened: make(chan struct{})} }

// Hold makes a call wait.
func (g *Gate) Hold(ctx context.Context) error {
	g.arrive.Do(func() { close(g.arrived) })
	select {
	case <-g.opened:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// Arrived is closed when the first call waits.
func (g *Gate) Arrived() <-chan struct{} { return g.arrived }

// Open lets all calls through, those that wait and those to come.
func (g *Gate) Open() { g.open.Do(func() { close(g.opened) }) }
