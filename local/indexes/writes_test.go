package indexes_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"cloud.google.com/go/firestore"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// change makes a random write of any kind.
func change(ctx context.Context, r *rand.Rand, db *firestore.Client, doc *firestore.DocumentRef) error {
	field := []string{"a", "b", "m.by", "m.check_at", "d", "at", "`strange.\\`name`"}[r.IntN(7)]
	if field[0] == '`' {
		field = "strange" // the client writes paths with dots only by FieldPath; see below
	}
	all := values(db)
	value := all[r.IntN(len(all))]
	var err error
	switch r.IntN(14) {
	case 0:
		_, err = doc.Delete(ctx)
	case 1:
		_, err = doc.Set(ctx, document(r, db, fields()))
	case 2:
		_, err = doc.Set(ctx, map[string]any{"a": value, "n": 1, "m": map[string]any{"by": value}}, firestore.MergeAll)
	case 3:
		_, err = doc.Update(ctx, []firestore.Update{{Path: field, Value: value}})
	case 4:
		_, err = doc.Update(ctx, []firestore.Update{{Path: field, Value: firestore.Delete}, {Path: "n", Value: 1}})
	case 5:
		_, err = doc.Update(ctx, []firestore.Update{{Path: field, Value: firestore.Increment(1)}})
	case 6:
		_, err = doc.Update(ctx, []firestore.Update{{Path: field, Value: firestore.ArrayUnion(1, value, 1.0, "a")}})
	case 7:
		_, err = doc.Update(ctx, []firestore.Update{{Path: field, Value: firestore.ArrayRemove(1.0, value)}})
	case 8:
		_, err = doc.Set(ctx, map[string]any{"at": firestore.ServerTimestamp, "a": 1, "m": map[string]any{"check_at": firestore.ServerTimestamp}}, firestore.MergeAll)
	case 9:
		_, err = doc.Update(ctx, []firestore.Update{{FieldPath: firestore.FieldPath{"strange.`name"}, Value: value}, {Path: "a", Value: firestore.FieldTransformMaximum(2)}})
	case 10:
		_, err = doc.Create(ctx, map[string]any{"a": value, "at": firestore.ServerTimestamp, "n": firestore.FieldTransformMinimum(2.5)})
	case 11: // one document written twice, and removed and made again
		batch := db.Batch() //nolint:staticcheck // SA1019: what the store commits by
		batch.Set(doc, map[string]any{"a": 1, "n": 1}).Update(doc, []firestore.Update{{Path: "n", Value: firestore.Increment(2.5)}})
		if r.IntN(2) == 0 {
			batch.Delete(doc)
		}
		if r.IntN(2) == 0 {
			batch.Set(doc, map[string]any{"b": value}, firestore.MergeAll)
		}
		_, err = batch.Commit(ctx)
	case 12:
		err = db.RunTransaction(ctx, func(_ context.Context, tx *firestore.Transaction) error {
			got, err := tx.Get(doc)
			if err != nil {
				return err
			}
			return tx.Set(doc, map[string]any{"a": got.Data()["b"], "m": map[string]any{"by": value}}, firestore.Merge(firestore.FieldPath{"a"}, firestore.FieldPath{"m", "by"}))
		})
	default:
		writer := db.BulkWriter(ctx)
		job, queued := writer.Set(doc, map[string]any{"a": value})
		writer.End()
		if err = queued; err == nil {
			_, err = job.Results()
		}
	}
	switch status.Code(err) {
	case codes.NotFound, codes.AlreadyExists, codes.InvalidArgument, codes.Aborted:
		return nil
	default:
		return err
	}
}

// same compares all documents of a collection, and what a few queries find.
func same(ctx context.Context, t *testing.T, w *world, collection string) {
	t.Helper()
	for name, q := range map[string]func(*firestore.Client) firestore.Query{
		"all": func(db *firestore.Client) firestore.Query { return db.Collection(collection).Query },
		"by a": func(db *firestore.Client) firestore.Query {
			return db.Collection(collection).OrderBy("a", firestore.Desc)
		},
		"by m": func(db *firestore.Client) firestore.Query {
			return db.Collection(collection).Where("m.by", "==", "a")
		},
		"in d": func(db *firestore.Client) firestore.Query {
			return db.Collection(collection).Where("d", "array-contains", 1)
		},
	} {
		if d := diff(ask(ctx, q(w.past)), ask(ctx, q(w.through))); d != "" {
			t.Fatalf("%s: -bare +front\n%s", name, d)
		}
	}
}

// TestWritesAreFollowed makes random writes of every kind and compares the documents after each.
func TestWritesAreFollowed(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			w, ctx, r := newWorld(t), bounded(t), rand.New(rand.NewPCG(seed, 5))
			for n := range 150 {
				if err := change(ctx, r, w.through, w.through.Doc(fmt.Sprintf("things/d%d", r.IntN(6)))); err != nil {
					t.Fatal(err)
				}
				if n%5 == 0 {
					same(ctx, t, w, "things")
				}
			}
			if _, forwarded := w.front.Answers(); forwarded > 0 {
				t.Errorf("%d queries were forwarded", forwarded)
			}
		})
	}
}

// TestManyWritersAreFollowed has many write the same few documents at once, while others ask.
func TestManyWritersAreFollowed(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), bounded(t)
	var writers, readers sync.WaitGroup
	stop := make(chan struct{})
	for i := range uint64(8) {
		writers.Go(func() {
			r := rand.New(rand.NewPCG(i, 9))
			for range 40 {
				if err := change(ctx, r, w.through, w.through.Doc(fmt.Sprintf("things/d%d", r.IntN(4)))); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range 2 {
		readers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					ask(ctx, w.through.Collection("things").OrderBy("a", firestore.Asc))
				}
			}
		})
	}
	writers.Wait()
	close(stop)
	readers.Wait()
	same(ctx, t, w, "things")
}

// TestWhatIsWrittenInOtherWaysIsSeen writes by HTTP, as the browser's tests do, and deletes everything by the emulator's controls.
func TestWhatIsWrittenInOtherWaysIsSeen(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), bounded(t)
	if _, err := w.through.Doc("things/a").Set(ctx, map[string]any{"a": 1}); err != nil {
		t.Fatal(err)
	}
	same(ctx, t, w, "things")
	send := func(method, path, body string) {
		t.Helper()
		request, err := http.NewRequestWithContext(ctx, method, "http://"+w.address+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer owner")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if text, err := io.ReadAll(response.Body); err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("%s %s: %s %v\n%s", method, path, response.Status, err, text)
		}
	}
	documents := "/v1/projects/" + w.project + "/databases/(default)/documents"
	send(http.MethodPatch, documents+"/things/b", `{"fields":{"a":{"integerValue":"2"}}}`)
	if got := ask(ctx, w.through.Collection("things").Query); len(got.Paths) != 2 {
		t.Errorf("after a write by HTTP there are %v", got.Paths)
	}
	same(ctx, t, w, "things")
	send(http.MethodPost, documents+":commit", `{"writes":[{"delete":"projects/`+w.project+`/databases/(default)/documents/things/b"}]}`)
	same(ctx, t, w, "things")
	send(http.MethodDelete, "/emulator"+documents, "")
	if got := ask(ctx, w.through.Collection("things").Query); len(got.Paths) != 0 || got.Count != 0 {
		t.Errorf("after everything was deleted there are %v", got.Paths)
	}
	if _, forwarded := w.front.Answers(); forwarded > 0 {
		t.Errorf("%d queries were forwarded", forwarded)
	}
}

// TestTransactionsAskTheEmulator: a transaction reads what it locks.
func TestTransactionsAskTheEmulator(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), bounded(t)
	if _, err := w.through.Doc("things/a").Set(ctx, map[string]any{"a": 1}); err != nil {
		t.Fatal(err)
	}
	err := w.through.RunTransaction(ctx, func(_ context.Context, tx *firestore.Transaction) error {
		all, err := tx.Documents(w.through.Collection("things")).GetAll()
		if err == nil && len(all) != 1 {
			err = errors.New("the transaction does not see the document")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	at := time.Now().Add(-time.Second)
	if _, err := w.through.Collection("things").WithReadOptions(firestore.ReadTime(at)).Documents(ctx).GetAll(); err != nil {
		t.Fatal(err)
	}
	if indexed, forwarded := w.front.Answers(); indexed != 0 || forwarded != 2 {
		t.Errorf("%d queries were answered and %d forwarded, want 0 and 2", indexed, forwarded)
	}
}
