package mirror

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/tidwall/btree"

	"capidemo.dev/platform/local/indexes/query"
)

// group are all collections with one name.
type group struct {
	load func(context.Context) ([]*Document, error)

	mu      sync.Mutex
	changed chan struct{}       // closed when something may have come that a query waits for
	last    uint64              // number of the commit that was registered last
	open    map[uint64]struct{} // commits whose outcome is not known
	held    []landed            // commits that landed and are not applied, by their times
	state   state
	reading uint64 // counts the readings, so that one that is outdated is not used
	whole   uint64 // commits up to here may be in what was read, some in a part of it only

	documents map[string]*Document
	indexes   map[string]*index
}

// state is what is known of a group.
type state int

const (
	unread state = iota
	reading
	mirrored
)

// landed is a commit as far as it concerns a group.
type landed struct {
	number  uint64
	before  uint64 // the last commit that may have landed before it
	at      time.Time
	changes []Change
}

func newGroup(load func(context.Context) ([]*Document, error)) *group {
	return &group{load: load, changed: make(chan struct{}), open: map[uint64]struct{}{}}
}

func (g *group) begin() uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.last++
	g.open[g.last] = struct{}{}
	return g.last
}

func (g *group) refused(number uint64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.open, number)
	g.apply()
}

func (g *group) landed(number uint64, at time.Time, changes []Change) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.open, number)
	if g.state != unread {
		one := landed{number, g.last, at, changes}
		place, _ := slices.BinarySearchFunc(g.held, one, func(a, b landed) int { return a.at.Compare(b.at) })
		g.held = slices.Insert(g.held, place, one)
	}
	g.apply()
}

// apply applies the commits before which no other can have landed that is not known, and with each all that landed before it. The caller holds
// the lock.
func (g *group) apply() {
	oldest := g.oldest()
	ready := 0
	if g.state == mirrored {
		for i, one := range g.held {
			if one.before < oldest {
				ready = i + 1
			}
		}
	}
	for _, one := range g.held[:ready] {
		if !g.change(one.changes) {
			g.outdated()
			return
		}
	}
	g.held = slices.Delete(g.held, 0, ready)
	g.wake()
}

// oldest is the number of the first commit whose outcome is not known; one that does not exist yet when all are.
func (g *group) oldest() uint64 {
	oldest := g.last + 1
	for number := range g.open {
		oldest = min(oldest, number)
	}
	return oldest
}

// change applies the writes of a commit. It gives false for what cannot be followed.
func (g *group) change(changes []Change) bool {
	for _, c := range changes {
		before := g.documents[c.Name]
		if before.has(&c) {
			continue
		}
		after, err := c.after(before)
		if err != nil {
			return false
		}
		if after == nil {
			delete(g.documents, c.Name)
		} else {
			g.documents[c.Name] = after
		}
		for _, x := range g.indexes {
			x.replace(before, after)
		}
	}
	return true
}

func (g *group) wake() {
	close(g.changed)
	g.changed = make(chan struct{})
}

// outdated drops what was read. The caller holds the lock.
func (g *group) outdated() {
	g.state, g.held, g.documents, g.indexes = unread, nil, nil, nil
	g.wake()
}

func (g *group) forget() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.outdated()
}

// read reads the group and goes on from there.
func (g *group) read(number uint64) {
	ctx, cancel := context.WithTimeout(context.Background(), loadDeadline)
	defer cancel()
	all, err := g.load(ctx)
	documents := make(map[string]*Document, len(all))
	for _, d := range all {
		documents[d.Name] = d
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.state != reading || g.reading != number {
		return
	}
	if err != nil {
		g.outdated()
		return
	}
	g.state, g.whole, g.documents, g.indexes = mirrored, g.last, documents, map[string]*index{}
	g.apply()
}

// snapshot waits until all commits that are registered now are known, and gives the indexes as they are then.
func (g *group) snapshot(ctx context.Context, q *query.Query, scans []query.Scan) (*Snapshot, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.state == unread {
		g.reading++
		g.state = reading
		go g.read(g.reading)
	}
	upto, number := g.last, g.reading
	for {
		if g.state == unread || g.reading != number {
			return nil, ErrAway
		}
		if g.state == mirrored && g.known(max(upto, g.whole)) {
			break
		}
		changed := g.changed
		g.mu.Unlock()
		select {
		case <-changed:
			g.mu.Lock()
		case <-ctx.Done():
			g.mu.Lock()
			return nil, ctx.Err()
		}
	}
	s := &Snapshot{query: q}
	for _, of := range scans {
		s.scans = append(s.scans, newScan(of, q, g.tree(of.Index)))
	}
	return s, nil
}

// known tells whether all commits up to one are applied or refused.
func (g *group) known(upto uint64) bool {
	return g.oldest() > upto && !slices.ContainsFunc(g.held, func(l landed) bool { return l.number <= upto })
}

// tree gives an index as it is now; the first to ask for one has it built.
func (g *group) tree(of query.Index) *btree.BTreeG[item] {
	id := of.ID()
	x := g.indexes[id]
	if x == nil {
		x = newIndex(of)
		for _, d := range g.documents {
			x.replace(nil, d)
		}
		g.indexes[id] = x
	}
	return x.tree.Copy()
}

// Snapshot gives the indexes that serve a query, with all commits that were on their way when it was called, and whatever else has landed
// before them. It gives ErrAway when the database must be asked, and the context's error when that ends before.
func (d *Database) Snapshot(ctx context.Context, q *query.Query, scans []query.Scan) (*Snapshot, error) {
	g, err := d.find(q.Collection)
	if err != nil {
		return nil, err
	}
	return g.snapshot(ctx, q, scans)
}
