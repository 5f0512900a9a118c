package store

import (
	"context"
	"math/rand/v2"
	"reflect"
	"strings"
	"time"

	"cloud.google.com/go/firestore"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// commitAttempts is how often a change is planned anew because others wrote at the same time.
const commitAttempts = 20

// commit is a set of writes that land together or not at all, each overwriting on condition that its document is still as it was read. It
// holds a fence as a transaction would, without a transaction's locks: two writers that read the same documents and then both want to
// write them wait for each other until the locks time out (docs/decisions/0004).
type commit struct {
	batch   *firestore.WriteBatch  //nolint:staticcheck // SA1019: see newCommit
	created *firestore.DocumentRef // one of the documents it creates, under a random id; nil when it creates none
	empty   bool
	store   *Store
	made    []creation // the journal is told of those that are audit entries
}

func (s *Store) newCommit() *commit {
	return &commit{store: s, batch: s.db.Batch(), empty: true} //nolint:staticcheck // SA1019: the bulk writer that replaces it is not atomic, a transaction locks (docs/decisions/0004)
}

// replace overwrites a document with a struct, on condition that nobody wrote it since.
func (c *commit) replace(doc *firestore.DocumentRef, since time.Time, to any) {
	c.batch.Update(doc, Fields(to), firestore.LastUpdateTime(since))
	c.empty = false
}

// create makes a document that must not exist yet.
func (c *commit) create(doc *firestore.DocumentRef, data any) {
	c.batch.Create(doc, data)
	c.created, c.empty = doc, false
	c.made = append(c.made, creation{ref: doc, data: data})
}

// merge creates a document or changes the given fields of it, whatever else it holds; for increments.
func (c *commit) merge(doc *firestore.DocumentRef, fields map[string]any) {
	c.batch.Set(doc, fields, firestore.MergeAll)
	c.empty = false
}

// update changes fields whatever else they hold; for increments.
func (c *commit) update(doc *firestore.DocumentRef, updates []firestore.Update) {
	c.batch.Update(doc, updates)
	c.empty = false
}

// touch marks a document as changed, on condition that nobody wrote it since: two commits that both touch it cannot both land unseen.
func (c *commit) touch(doc *firestore.DocumentRef, since, now time.Time) {
	c.batch.Update(doc, []firestore.Update{{Path: "updated_at", Value: now}, {Path: "version", Value: firestore.Increment(1)}}, firestore.LastUpdateTime(since))
	c.empty = false
}

// removeUnchanged deletes a document, on condition that nobody wrote it since.
func (c *commit) removeUnchanged(doc *firestore.DocumentRef, since time.Time) {
	c.batch.Delete(doc, firestore.LastUpdateTime(since))
	c.empty = false
}

// remove deletes a document, if it is there.
func (c *commit) remove(doc *firestore.DocumentRef) {
	c.batch.Delete(doc)
	c.empty = false
}

// send commits. It gives the time at which each document was written, in the order of the calls.
func (c *commit) send(ctx context.Context) ([]*firestore.WriteResult, error) {
	if c.empty {
		return nil, nil
	}
	written, err := c.batch.Commit(ctx)
	if err == nil {
		for _, made := range c.made {
			c.store.journaled(ctx, made.ref, made.data)
		}
	}
	return written, err
}

// contended tells that somebody else wrote first, or that this very commit landed before and its acknowledgement was lost.
func contended(err error) bool {
	switch status.Code(err) {
	case codes.FailedPrecondition, codes.Aborted, codes.AlreadyExists:
		return true
	default:
		return false
	}
}

// contend tries until a commit lands or fails for another reason than others' writes. try reads and plans anew each time.
func contend(ctx context.Context, try func() error) error {
	for attempt, pause := 1, 2*time.Millisecond; ; attempt, pause = attempt+1, min(pause*2, 250*time.Millisecond) {
		err := try()
		if !contended(err) || attempt == commitAttempts {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Duration(rand.Int64N(int64(pause) + 1))): //nolint:gosec // jitter, not a secret
		}
	}
}

// Fields lists a struct's fields for an update that replaces a whole document: unlike a set, an update can have a condition.
func Fields(of any) []firestore.Update { return fields(reflect.Indirect(reflect.ValueOf(of))) }

// fields lists a struct's fields by their stored names, those of embedded structs among them, as a whole document is written.
func fields(v reflect.Value) []firestore.Update {
	var out []firestore.Update
	for i := range v.NumField() {
		field := v.Type().Field(i)
		if field.Anonymous {
			out = append(out, fields(v.Field(i))...)
			continue
		}
		name, _, _ := strings.Cut(field.Tag.Get("firestore"), ",")
		out = append(out, firestore.Update{FieldPath: firestore.FieldPath{name}, Value: v.Field(i).Interface()})
	}
	return out
}
