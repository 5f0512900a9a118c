// Package joint lets those who ask for the same at the same time share one read, without anybody being told what was so before they asked.
//
// Whoever comes while a read is under way does not get its result, which may have been taken before they came: they wait for the next read,
// together with all others who came meanwhile. So a change that was acknowledged is seen by everyone who asks after it, such as the end of a
// membership; nothing is kept beyond a read; and a crowd that asks for one thing costs two reads at a time instead of a crowd's.
//
// What must not go in: a memory of what was read (that is a cache, and needs to be told of changes). A key must say everything that the result
// depends on, who may see it included, or what it is must be decided after the read. TestNobodyIsToldOfTheTimeBeforeTheyAsked holds the rule.
package joint

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
)

// within bounds one read: those who wait leave at their own deadlines, the read goes on for the others.
const within = 30 * time.Second

// Reads are the reads under way. The zero value has none. It is safe for concurrent use.
type Reads struct {
	mu    sync.Mutex
	lines map[string]*line
}

// line is a key's: a read is under way, and others may be waiting for the next.
type line struct{ next *flight }

// flight is a read that some wait for.
type flight struct {
	read  func() (any, error)
	done  chan struct{} // closed when value and err are there
	value any
	err   error
}

// Read gives what read finds, by a read that began after the call. Several callers may get the same value: nobody may change what it points
// to. A caller whose context ends leaves with its error. read gets a context of its own, with what the context of the one caller holds.
func Read[T any](ctx context.Context, reads *Reads, key string, read func(context.Context) (T, error)) (T, error) {
	f := reads.join(key, func() (any, error) {
		own, cancel := context.WithTimeout(context.WithoutCancel(ctx), within)
		defer cancel()
		return read(own)
	})
	var none T
	select {
	case <-f.done:
	case <-ctx.Done():
		return none, ctx.Err()
	}
	if f.err != nil {
		return none, f.err
	}
	value, fits := f.value.(T)
	if !fits {
		return none, fmt.Errorf("joint: the key %q is used for a %T and for a %T", key, f.value, none)
	}
	return value, nil
}

// join gives a read that has not begun yet, and sees to it that it will be done.
func (r *Reads) join(key string, read func() (any, error)) *flight {
	r.mu.Lock()
	defer r.mu.Unlock()
	at, under := r.lines[key]
	if !under {
		if r.lines == nil {
			r.lines = map[string]*line{}
		}
		at = &line{}
		r.lines[key] = at
		f := &flight{read: read, done: make(chan struct{})}
		go r.serve(key, at, f)
		return f
	}
	if at.next == nil {
		at.next = &flight{read: read, done: make(chan struct{})}
	}
	return at.next
}

// serve does reads of a key, one after the other, until nobody waits for another.
func (r *Reads) serve(key string, at *line, f *flight) {
	for f != nil {
		f.fly()
		r.mu.Lock()
		f, at.next = at.next, nil
		if f == nil {
			delete(r.lines, key)
		}
		r.mu.Unlock()
	}
}

// fly does the read. A panic becomes the error of all who wait: there is no caller here whose server would recover from it.
func (f *flight) fly() {
	defer close(f.done)
	defer func() {
		if p := recover(); p != nil {
			f.err = fmt.Errorf("joint: panic: %v\n%s", p, debug.Stack())
		}
	}()
	f.value, f.err = f.read()
}
