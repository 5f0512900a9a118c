package generate

import (
	"context"
	"errors"
	"fmt"
	"sync"
)

// node is a unit of the work: some tasks that may run in parallel once everything before it is done.
type node struct {
	name    string
	tasks   int
	run     func(task int) error
	done    func() error // runs once, after the last task
	waiting int          // nodes that must be done before
	left    int          // tasks not yet finished
	next    []*node
}

// graph runs nodes in an order that respects what they wait for, on a fixed number of workers.
type graph struct {
	nodes []*node
	mu    sync.Mutex
	queue []work
	wake  *sync.Cond
	open  int // nodes not yet done
	err   error
	stop  context.CancelFunc // ends long tasks when one failed
	files []*file
}

type work struct {
	node *node
	task int
}

func (g *graph) add(n *node, after ...*node) *node {
	n.left = n.tasks
	seen := map[*node]bool{}
	for _, a := range after {
		if a != nil && !seen[a] {
			seen[a] = true
			n.waiting++
			a.next = append(a.next, n)
		}
	}
	g.nodes = append(g.nodes, n)
	return n
}

// run works until every node is done or one failed or the context ended. It fails at once when nodes wait for each other.
func (g *graph) run(ctx context.Context, workers int) error {
	g.wake = sync.NewCond(&g.mu)
	g.open = len(g.nodes)
	if err := g.circle(); err != nil {
		return err
	}
	forget := context.AfterFunc(ctx, func() { g.fail(context.Cause(ctx)) })
	defer forget()
	g.mu.Lock()
	for _, n := range g.nodes {
		if n.waiting == 0 {
			g.release(n)
		}
	}
	g.mu.Unlock()
	var wg sync.WaitGroup
	for range workers {
		wg.Go(g.work)
	}
	wg.Wait()
	g.mu.Lock() // the end of the context may still be reported
	defer g.mu.Unlock()
	return g.err
}

// release queues the tasks of a node that waits for nothing any more; the caller holds the lock.
func (g *graph) release(n *node) {
	for i := range n.tasks {
		g.queue = append(g.queue, work{n, i})
	}
	g.wake.Broadcast()
}

func (g *graph) work() {
	for {
		g.mu.Lock()
		for len(g.queue) == 0 && g.open > 0 && g.err == nil {
			g.wake.Wait()
		}
		if g.open == 0 || g.err != nil {
			g.mu.Unlock()
			return
		}
		w := g.queue[0]
		g.queue = g.queue[1:]
		g.mu.Unlock()
		if err := w.node.run(w.task); err != nil {
			g.fail(fmt.Errorf("%s: %w", w.node.name, err))
			return
		}
		g.finish(w.node)
	}
}

func (g *graph) finish(n *node) {
	g.mu.Lock()
	n.left--
	last := n.left == 0
	g.mu.Unlock()
	if !last {
		return
	}
	if n.done != nil {
		if err := n.done(); err != nil {
			g.fail(fmt.Errorf("%s: %w", n.name, err))
			return
		}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open--
	for _, next := range n.next {
		if next.waiting--; next.waiting == 0 {
			g.release(next)
		}
	}
	if g.open == 0 {
		g.wake.Broadcast()
	}
}

func (g *graph) fail(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.err == nil {
		g.err = err
		g.stop()
	}
	g.wake.Broadcast()
}

// circle reports nodes that wait for each other, by counting what an orderly run would reach.
func (g *graph) circle() error {
	waiting := map[*node]int{}
	var ready []*node
	for _, n := range g.nodes {
		if waiting[n] = n.waiting; n.waiting == 0 {
			ready = append(ready, n)
		}
	}
	reached := 0
	for ; len(ready) > 0; reached++ {
		n := ready[len(ready)-1]
		ready = ready[:len(ready)-1]
		for _, next := range n.next {
			if waiting[next]--; waiting[next] == 0 {
				ready = append(ready, next)
			}
		}
	}
	if reached == len(g.nodes) {
		return nil
	}
	var stuck []error
	for _, n := range g.nodes {
		if waiting[n] > 0 {
			stuck = append(stuck, errors.New(n.name))
		}
	}
	return fmt.Errorf("these columns wait for each other, directly or through others: %w", errors.Join(stuck...))
}

// abandon lets go of the files of a run that failed; the context has ended, so nothing is completed.
func (g *graph) abandon() {
	g.stop()
	for _, f := range g.files {
		if f.out != nil && !f.closed {
			_ = f.out.Close() // it reports the ended context; the run's own error is the one to show
		}
	}
}
