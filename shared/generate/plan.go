package generate

import (
	"context"
	"fmt"
	"sync"

	"capidemo.dev/platform/shared/generate/column"
)

// plan lays out the work: a node a kept column, one a file, one a streamed table, one a golden query.
func (e *engine) plan(ctx context.Context, opts Options, out *Output) (*graph, error) {
	g := &graph{}
	nodes := map[*col]*node{}
	for _, t := range e.tables {
		if t.kept {
			for _, c := range t.all() {
				nodes[c] = g.add(columnNode(c))
			}
		}
	}
	for c, n := range nodes {
		waits := map[*node]bool{n: true} // a rollup reads its own table's key; nothing waits for itself
		for _, d := range c.deps {
			if before := nodes[d]; before != nil && (d == c || !waits[before]) {
				if d == c {
					return nil, fmt.Errorf("table %s, column %s reads itself", c.table.spec.Name, c.name)
				}
				waits[before] = true
				n.waiting++
				before.next = append(before.next, n)
			}
		}
	}
	for i, t := range e.tables {
		out.Tables[i] = Table{Name: t.spec.Name, Rows: int64(t.rows)}
		if opts.Sink == nil && t.kept {
			continue
		}
		f := newFile(ctx, t, opts, &out.Tables[i])
		g.files = append(g.files, f)
		if t.kept {
			f.keptNode(g, nodes)
		} else if err := f.streamedNode(g, nodes, e.workers); err != nil {
			return nil, err
		}
	}
	return g, e.planQueries(g, nodes, out)
}

func columnNode(c *col) *node {
	n := &node{name: "table " + c.table.spec.Name + ", column " + c.name, tasks: len(c.kept.Blocks), run: c.makeBlock}
	if c.whole != nil {
		n.tasks = 1
		n.run = func(int) error {
			if err := c.whole(); err != nil {
				return err
			}
			for i, v := range c.kept.Blocks {
				c.sprinkleNulls(i*column.BlockRows, v)
			}
			return nil
		}
	}
	return n
}

func (e *engine) planQueries(g *graph, nodes map[*col]*node, out *Output) error {
	queries, err := e.queries()
	if err != nil {
		return err
	}
	var mu sync.Mutex
	for _, q := range queries {
		var after []*node
		for _, c := range q.deps {
			after = append(after, nodes[c])
		}
		g.add(&node{name: "golden query " + q.id, tasks: 1, run: func(int) error {
			result, err := q.plan.Evaluate()
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			out.Answers[q.id] = result
			return nil
		}}, after...)
	}
	return nil
}
