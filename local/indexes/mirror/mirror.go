// Package mirror keeps what the emulator's indexes would be if it had them: for each collection that is queried, all documents as they are, and
// the trees that its queries read. A collection is read once, by its first query; from then on every commit is applied to it.
//
// The heart is which commits a query sees: all that had landed when it came, each of them whole, and none without those that landed before it.
// A commit is registered before it is forwarded (Database.Begin), so whatever has landed is known, answered or not. A query waits for those
// that were registered when it came and touch its collection, and for no others. What landed is applied in the order of the database's commit
// times: a commit is held back until all are known that may have landed before it, which are those that were registered before its answer
// came. So the document that a partial write changes is the one that it changed in the database, and nothing needs to be read again.
//
// What is not known is not guessed. While somebody writes in a way that cannot be followed, and for a while after the outcome of a write was
// lost, Snapshot gives ErrAway, and the emulator is to be asked; then collections are read anew.
//
// What must not go in: connections, requests. mirror_test.go holds the order in which commits are applied; that nothing is ever missed is
// held in local/indexes, against the emulator.
package mirror

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ErrAway says that the mirror does not know what there is; the database does.
var ErrAway = errors.New("mirror: the collection is not mirrored now")

// Load reads all documents of the collections with a name. They need not be of the same time: the emulator tells no time as of which it answers
// that its commits keep to.
type Load func(ctx context.Context, database, collection string) ([]*Document, error)

// settled is how long after a write's outcome was lost it may still land: longer than the emulator waits for a lock.
const settled = time.Minute

// loadDeadline bounds the reading of a collection.
const loadDeadline = 5 * time.Minute

// Database is one database of the emulator.
type Database struct {
	name string
	load Load
	now  func() time.Time

	mu      sync.Mutex
	groups  map[string]*group
	outside int       // writers that cannot be followed
	away    time.Time // until then a write may land unseen
}

// NewDatabase makes the mirror of a database, which reads nothing before it is asked for something.
func NewDatabase(name string, load Load, now func() time.Time) *Database {
	return &Database{name: name, load: load, now: now, groups: map[string]*group{}}
}

func (d *Database) group(collection string) *group {
	g := d.groups[collection]
	if g == nil {
		g = newGroup(func(ctx context.Context) ([]*Document, error) { return d.load(ctx, d.name, collection) })
		d.groups[collection] = g
	}
	return g
}

// Outside says that somebody begins to write in a way that cannot be followed. The function that it gives is called when that has ended, and is
// told whether it can still have an effect afterwards.
func (d *Database) Outside() (end func(lost bool)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.outside++
	return func(lost bool) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.outside--
		if lost {
			d.away = d.now().Add(settled)
		}
		d.forget()
	}
}

// forget has every collection read anew. The caller holds the lock.
func (d *Database) forget() {
	for _, g := range d.groups {
		g.forget()
	}
}

// find gives a collection, unless the database is written in ways that cannot be followed.
func (d *Database) find(collection string) (*group, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.outside > 0 || d.now().Before(d.away) {
		return nil, ErrAway
	}
	if !d.away.IsZero() {
		d.away = time.Time{}
		d.forget()
	}
	return d.group(collection), nil
}

// Commit is one that is on its way.
type Commit struct {
	database *Database
	tickets  map[string]ticket // by collection
}

type ticket struct {
	group  *group
	number uint64
}

// Begin registers a commit that writes documents of collections, before it is forwarded. One of Landed, Refused and Lost must follow.
func (d *Database) Begin(collections []string) *Commit {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := &Commit{database: d, tickets: make(map[string]ticket, len(collections))}
	for _, collection := range collections {
		if _, twice := c.tickets[collection]; !twice {
			g := d.group(collection)
			c.tickets[collection] = ticket{g, g.begin()}
		}
	}
	return c
}

// Landed applies what a commit changed, by collection.
func (c *Commit) Landed(at time.Time, changes map[string][]Change) {
	for collection, t := range c.tickets {
		t.group.landed(t.number, at, changes[collection])
	}
}

// Refused says that a commit changed nothing.
func (c *Commit) Refused() {
	for _, t := range c.tickets {
		t.group.refused(t.number)
	}
}

// Lost says that nobody knows whether a commit landed, or will.
func (c *Commit) Lost() {
	end := c.database.Outside()
	c.Refused()
	end(true)
}
