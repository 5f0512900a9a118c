package generate

import (
	"fmt"
	"sync/atomic"

	"capidemo.dev/platform/shared/generate/column"
)

// ahead bounds the blocks that are made before their turn, and with them the memory of a streamed table.
const ahead = 4

// streamedNode makes, encodes, writes and forgets the blocks of a table, one task a worker.
func (f *file) streamedNode(g *graph, nodes map[*col]*node, workers int) error {
	order, err := f.table.order()
	if err != nil {
		return err
	}
	var after []*node
	for _, c := range order {
		for _, d := range c.deps {
			after = append(after, nodes[d])
		}
	}
	var claimed atomic.Int64
	blocks := column.Blocks(f.table.rows)
	g.add(&node{
		name: "table " + f.table.spec.Name, tasks: workers, done: f.close,
		run: func(int) error {
			b := &block{}
			for _, c := range f.table.columns {
				b.cols = append(b.cols, c.newVector())
			}
			for {
				i := int(claimed.Add(1)) - 1
				if i >= blocks || !f.await(i-ahead*workers) {
					return f.ctx.Err()
				}
				if err := f.stream(b, order, i); err != nil {
					return err
				}
			}
		},
	}, after...)
	return nil
}

// await waits until a block has been written; false when that will not happen.
func (f *file) await(i int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for f.next <= i && !f.failed && f.ctx.Err() == nil {
		f.turn.Wait()
	}
	return !f.failed && f.ctx.Err() == nil
}

func (f *file) stream(b *block, order []*col, i int) (err error) {
	defer func() {
		if err != nil {
			f.mu.Lock()
			f.failed = true
			f.turn.Broadcast()
			f.mu.Unlock()
		}
	}()
	b.start = i * column.BlockRows
	b.n = min(column.BlockRows, f.table.rows-b.start)
	for _, c := range order {
		v := b.cols[c.index]
		v.Resize(b.n)
		if err := c.fill(b, v); err != nil {
			return fmt.Errorf("column %s: %w", c.name, err)
		}
		c.sprinkleNulls(b.start, v)
	}
	pages, err := f.encode(i, b.cols)
	if err != nil {
		return err
	}
	return f.append(i, pages)
}

// order lists the columns of a streamed table so that each comes after those of the same table that it reads.
func (t *table) order() ([]*col, error) {
	var out []*col
	state := map[*col]int{} // 1 being visited, 2 done
	var visit func(c *col) error
	visit = func(c *col) error {
		switch {
		case c.table != t || state[c] == 2:
			return nil
		case state[c] == 1:
			return fmt.Errorf("table %s: column %s reads itself, directly or through others", t.spec.Name, c.name)
		}
		state[c] = 1
		for _, d := range c.deps {
			if err := visit(d); err != nil {
				return err
			}
		}
		state[c] = 2
		out = append(out, c)
		return nil
	}
	for _, c := range t.columns {
		if err := visit(c); err != nil {
			return nil, err
		}
	}
	return out, nil
}
