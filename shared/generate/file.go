package generate

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"sync"

	"capidemo.dev/platform/shared/generate/column"
	"capidemo.dev/platform/shared/generate/parquetfile"
)

// file writes one table: its blocks are encoded in any order and appended in theirs.
type file struct {
	ctx    context.Context //nolint:containedctx // a file belongs to one run and ends with it
	table  *table
	opts   Options
	result *Table

	begun   chan struct{} // closed when the file can be written to
	out     io.WriteCloser
	sum     hash.Hash
	writer  *parquetfile.Writer
	idle    sync.Pool // *parquetfile.Encoder
	mu      sync.Mutex
	turn    *sync.Cond
	next    int                        // the block that is written next
	pending map[int][]parquetfile.Page // encoded blocks that wait for their turn
	failed  bool
	closed  bool
}

func newFile(ctx context.Context, t *table, opts Options, result *Table) *file {
	f := &file{ctx: ctx, table: t, opts: opts, result: result, pending: map[int][]parquetfile.Page{}, begun: make(chan struct{})}
	f.turn = sync.NewCond(&f.mu)
	return f
}

// begin starts the file with its first block, which also decides how the columns are compressed; other blocks wait for it. So
// no file is begun for a table whose first data fails.
func (f *file) begin(i int, cols []*column.Vector) error {
	if i > 0 {
		select {
		case <-f.begun:
			return nil
		case <-f.ctx.Done():
			return f.ctx.Err()
		}
	}
	if err := f.start(); err != nil {
		return err
	}
	if err := f.writer.Choose(cols); err != nil {
		return err
	}
	close(f.begun)
	return nil
}

func (f *file) start() error {
	codec := f.opts.Codec
	if codec == "" {
		codec = parquetfile.Zstd
	}
	f.sum = sha256.New()
	target := io.Writer(f.sum)
	if f.opts.Sink != nil {
		out, err := f.opts.Sink.Create(f.ctx, f.table.spec.Name)
		if err != nil {
			return fmt.Errorf("creating the file of table %s: %w", f.table.spec.Name, err)
		}
		f.out, target = out, io.MultiWriter(out, f.sum)
	}
	var err error
	f.writer, err = parquetfile.NewWriter(target, f.table.spec.Description, f.table.parquetColumns(), codec)
	return err
}

// parquetColumns describes the columns. A vocabulary larger than the table would be longer than its texts and is left out.
func (t *table) parquetColumns() []parquetfile.Column {
	out := make([]parquetfile.Column, 0, len(t.columns))
	for _, c := range t.columns {
		p := parquetfile.Column{
			Name: c.name, Description: c.spec.Description, Type: c.kind.Type, Scale: c.kind.Scale,
			Required: c.spec.Required(), Dict: c.kind.Dict,
		}
		if 2*len(p.Dict) > t.rows {
			p.Dict = nil
		}
		out = append(out, p)
	}
	return out
}

// encode makes the pages of a block.
func (f *file) encode(i int, cols []*column.Vector) ([]parquetfile.Page, error) {
	if err := f.begin(i, cols); err != nil {
		return nil, err
	}
	enc, _ := f.idle.Get().(*parquetfile.Encoder)
	if enc == nil {
		var err error
		if enc, err = f.writer.NewEncoder(); err != nil {
			return nil, err
		}
	}
	defer f.idle.Put(enc)
	pages := make([]parquetfile.Page, len(f.table.columns))
	for i := range pages {
		var err error
		if pages[i], err = enc.Encode(i, cols[i]); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

// append writes a block when its turn has come, and those that waited for it.
func (f *file) append(i int, pages []parquetfile.Page) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pending[i] = pages
	for {
		pages, ok := f.pending[f.next]
		if !ok {
			return nil
		}
		delete(f.pending, f.next)
		if err := f.writer.Append(pages); err != nil {
			f.failed = true
			f.turn.Broadcast()
			return err
		}
		f.next++
		f.turn.Broadcast()
	}
}

// close ends the file and fills in the result.
func (f *file) close() error {
	if err := f.writer.Close(); err != nil {
		return err
	}
	if f.out != nil {
		f.closed = true
		if err := f.out.Close(); err != nil {
			return fmt.Errorf("completing the file of table %s: %w", f.table.spec.Name, err)
		}
	}
	f.result.Bytes, f.result.SHA256 = f.writer.Size(), hex.EncodeToString(f.sum.Sum(nil))
	return nil
}

// keptNode encodes the blocks of a table in memory.
func (f *file) keptNode(g *graph, nodes map[*col]*node) {
	after := make([]*node, 0, len(f.table.columns))
	for _, c := range f.table.columns {
		after = append(after, nodes[c])
	}
	g.add(&node{
		name: "file of table " + f.table.spec.Name, tasks: column.Blocks(f.table.rows), done: f.close,
		run: func(i int) error {
			pages, err := f.encode(i, f.table.block(i, f.table.columns).cols)
			if err != nil {
				return err
			}
			return f.append(i, pages)
		},
	}, after...)
}
