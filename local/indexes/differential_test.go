package indexes_test

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"cloud.google.com/go/firestore"
	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/genproto/googleapis/type/latlng"

	"capidemo.dev/platform/shared/store"
)

// values are what fields hold: few, so that many documents agree, and of every kind.
func values(db *firestore.Client) []any {
	day := time.Date(2026, 1, 1, 0, 0, 0, 123456789, time.UTC)
	return []any{
		nil, true, false, 0, 1, 2, 1.0, 1.5, -1, math.Inf(1), math.Inf(-1), math.Copysign(0, -1), math.NaN(), int64(math.MaxInt64), int64(1<<53) + 1, float64(1 << 53),
		day, day.Add(time.Hour), day.Add(300 * time.Nanosecond), "", "a", "b", "ab", "a\x00", "\u00e9", "\U0001F600", []byte{}, []byte{0}, []byte("a"), db.Doc("tenants/a"), db.Doc("tenants/a/demos/d1"),
		&latlng.LatLng{Latitude: 1, Longitude: 2}, &latlng.LatLng{Latitude: 1, Longitude: -2}, []any{}, []any{1, "a"}, []any{1.0, "b"}, []any{nil},
		map[string]any{}, map[string]any{"by": 1}, map[string]any{"by": "a", "at": day}, firestore.Vector64{1, 2}, firestore.Vector64{3},
	}
}

// document is a random document with the fields that the platform's queries use.
func document(r *rand.Rand, db *firestore.Client, fields []string) map[string]any {
	all := values(db)
	out := map[string]any{}
	for _, field := range fields {
		switch r.IntN(8) {
		case 0: // it has none
		case 1, 2:
			out[field] = all[r.IntN(len(all))]
		case 3:
			out[field] = []any{r.IntN(3), []string{"a", "b"}[r.IntN(2)], r.IntN(3)}
		case 4:
			out[field] = map[string]any{"check_at": r.IntN(5), "by": []string{"a", "b"}[r.IntN(2)]}
		default:
			out[field] = r.IntN(4)
		}
	}
	return out
}

// fields are those of all declared shapes.
func fields() []string {
	found := map[string]bool{"strange.`name": true, "a": true, "b": true, "c": true, "d": true, "m": true}
	for _, s := range store.Shapes() {
		for _, f := range slices.Concat(s.Equal, s.Optional) {
			found[f] = true
		}
	}
	for _, f := range []string{"exam", "feedback", "created_at", "last_used", "customer_key", "watch_at", "ordinal", "number", "seq", "tags", "pinned_by", "display_name", "superseded_at"} {
		found[f] = true
	}
	delete(found, "feedback.by")
	delete(found, "exam.check_at")
	return slices.Sorted(maps.Keys(found))
}

// fill writes random documents into collections of two tenants, below each other too.
func fill(ctx context.Context, t *testing.T, r *rand.Rand, db *firestore.Client, collection string, n int) {
	t.Helper()
	batch := db.Batch() //nolint:staticcheck // SA1019: one commit for all
	parents := []string{"", "tenants/a/", "tenants/b/", "tenants/a/" + collection + "/d1/", "tenants/ab/"}
	for i := range n {
		path := fmt.Sprintf("%s%s/d%d", parents[r.IntN(len(parents))], collection, i)
		batch.Set(db.Doc(path), document(r, db, fields()))
	}
	if _, err := batch.Commit(ctx); err != nil {
		t.Fatal(err)
	}
}

// result is what a query brings, in a form that can be compared.
type result struct {
	Paths []string
	Data  []map[string]any
	Times [][2]time.Time
	Count int64
	Err   string
}

func ask(ctx context.Context, q firestore.Query) (out result) {
	docs, err := q.Documents(ctx).GetAll()
	if err != nil {
		return result{Err: err.Error()}
	}
	for _, d := range docs {
		out.Paths = append(out.Paths, d.Ref.Path)
		out.Data = append(out.Data, d.Data())
		out.Times = append(out.Times, [2]time.Time{d.CreateTime, d.UpdateTime})
	}
	counted, err := q.NewAggregationQuery().WithCount("n").Get(ctx)
	if err != nil {
		out.Err = err.Error()
		return out
	}
	out.Count = counted["n"].(*firestorepb.Value).GetIntegerValue()
	return out
}

func diff(a, b result) string {
	return cmp.Diff(a, b, cmp.Comparer(func(a, b float64) bool {
		return math.Float64bits(a) == math.Float64bits(b) || math.IsNaN(a) && math.IsNaN(b) || a == b
	}),
		cmp.Comparer(func(a, b *firestore.DocumentRef) bool { return a.Path == b.Path }), cmp.Comparer(func(a, b *latlng.LatLng) bool { return a.String() == b.String() }))
}

// compare asks the same many times, through the front and past it.
func compare(ctx context.Context, t *testing.T, r *rand.Rand, collection string, rounds int, next func() store.Shape) *world {
	t.Helper()
	w := newWorld(t)
	fill(ctx, t, r, w.through, collection, 60)
	ask(ctx, w.through.CollectionGroup(collection).Query) // reads it; what follows is written into the indexes
	fill(ctx, t, r, w.through, collection, 60)
	for range rounds {
		q := ofShape(r, next())
		if d := diff(ask(ctx, q.build(w.past)), ask(ctx, q.build(w.through))); d != "" {
			t.Fatalf("%s: -bare +front\n%s", q.text, d)
		}
	}
	return w
}

// TestAnswersAreTheEmulators asks for random things in the form of every declared query.
func TestAnswersAreTheEmulators(t *testing.T) {
	t.Parallel()
	shapes := map[string][]store.Shape{}
	for _, s := range store.Shapes() {
		shapes[s.Collection] = append(shapes[s.Collection], s)
	}
	for collection, of := range shapes {
		t.Run(collection, func(t *testing.T) {
			t.Parallel()
			n := 0
			w := compare(bounded(t), t, rand.New(rand.NewPCG(7, 11)), collection, 6*len(of), func() store.Shape {
				n++
				return of[n%len(of)]
			})
			if indexed, forwarded := w.front.Answers(); indexed < 2*forwarded {
				t.Errorf("%d answers are the front's own, %d the emulator's", indexed, forwarded)
			}
		})
	}
}

// TestAnswersToAnythingAreTheEmulators asks for what nobody declared, some of it wrong.
func TestAnswersToAnythingAreTheEmulators(t *testing.T) {
	t.Parallel()
	for seed := range uint64(8) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 3))
			compare(bounded(t), t, r, "things", 80, func() store.Shape { return anything(r) })
		})
	}
}
