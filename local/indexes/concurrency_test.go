package indexes_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"cloud.google.com/go/firestore"
	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"capidemo.dev/platform/local/faults/wire"
)

// TestWhatWasAnsweredIsSeen: many write and each asks at once for what it wrote, in several indexes.
func TestWhatWasAnsweredIsSeen(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), bounded(t)
	things := w.through.Collection("tenants/a/demos")
	var everybody sync.WaitGroup
	for who := range 10 {
		everybody.Go(func() {
			owner := fmt.Sprintf("u%d", who)
			for n := range 25 {
				if _, err := things.NewDoc().Create(ctx, map[string]any{"created_by": owner, "created_at": n, "status": "active"}); err != nil {
					t.Error(err)
					return
				}
				mine := things.Where("created_by", "==", owner)
				newest, err := mine.OrderBy("created_at", firestore.Desc).Limit(1).Documents(ctx).GetAll()
				if err != nil || len(newest) != 1 || newest[0].Data()["created_at"] != int64(n) {
					t.Errorf("%s wrote %d and found %v, %v", owner, n, newest, err)
					return
				}
				active := mine.Where("status", "==", "active")
				counted, err := active.NewAggregationQuery().WithCount("n").Get(ctx)
				if err != nil || counted["n"].(*firestorepb.Value).GetIntegerValue() != int64(n+1) {
					t.Errorf("%s wrote %d and counted %v, %v", owner, n+1, counted, err)
					return
				}
			}
		})
	}
	everybody.Wait()
	if _, forwarded := w.front.Answers(); forwarded > 0 {
		t.Errorf("%d queries were forwarded", forwarded)
	}
}

// TestWhatWasReadIsSeen: what somebody read by its id, while its writer has not been answered perhaps, is seen by a query that begins then. All
// documents of a commit are seen, or none.
func TestWhatWasReadIsSeen(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), bounded(t)
	pair := []*firestore.DocumentRef{w.through.Doc("pairs/a"), w.through.Doc("pairs/b")}
	const last = 300
	write := func(n int) error {
		_, err := w.through.Batch().Set(pair[0], map[string]any{"n": n}).Set(pair[1], map[string]any{"n": n}).Commit(ctx) //nolint:staticcheck // SA1019: what the store commits by
		return err
	}
	if err := write(0); err != nil {
		t.Fatal(err)
	}
	var everybody sync.WaitGroup
	everybody.Go(func() {
		for n := 1; n <= last; n++ {
			if err := write(n); err != nil {
				t.Error(err)
				return
			}
		}
	})
	for who := range 3 {
		everybody.Go(func() {
			for seen := int64(0); seen < last && !t.Failed(); {
				read, err := pair[who%2].Get(ctx)
				if err != nil {
					t.Error(err)
					return
				}
				seen = read.Data()["n"].(int64)
				found, err := w.through.Collection("pairs").OrderBy("n", firestore.Asc).Documents(ctx).GetAll()
				if err != nil || len(found) != 2 {
					t.Errorf("found %d, %v", len(found), err)
					return
				}
				a, b := found[0].Data()["n"].(int64), found[1].Data()["n"].(int64)
				if a != b || a < seen {
					t.Errorf("after reading %d a query found %d and %d", seen, a, b)
				}
			}
		})
	}
	everybody.Wait()
}

// TestReadingWhileWriting: the first query reads the collection while others write it; nothing is missing from it, or in it twice.
func TestReadingWhileWriting(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), bounded(t)
	for round := range 10 {
		collection := w.through.Collection(fmt.Sprintf("c%d", round))
		var everybody sync.WaitGroup
		var written atomic.Int64
		for who := range 4 {
			everybody.Go(func() {
				for n := range 15 {
					doc := collection.Doc(fmt.Sprintf("d%d", (who+n)%5))
					if _, err := doc.Set(ctx, map[string]any{"n": firestore.Increment(1), fmt.Sprintf("by%d", who): n}, firestore.MergeAll); err != nil {
						t.Error(err)
					}
					if written.Add(1) == 20 {
						everybody.Go(func() { ask(ctx, collection.Query) })
					}
				}
			})
		}
		everybody.Wait()
		past := w.past.Collection(collection.ID)
		if d := diff(ask(ctx, past.OrderBy("n", firestore.Desc)), ask(ctx, collection.OrderBy("n", firestore.Desc))); d != "" {
			t.Fatalf("-bare +front\n%s", d)
		}
	}
}

// TestLostConnections breaks the connection to the emulator off under commits, before they reach it and after.
func TestLostConnections(t *testing.T) {
	t.Parallel()
	ctx := bounded(t)
	var board wire.Board
	server, err := board.GRPC("firestore", bare)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(listener)
	t.Cleanup(server.Stop)
	w := newWorldBefore(t, listener.Addr().String())
	w.past = client(t, bare, w.project)
	conn, err := grpc.NewClient(w.address, grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithPerRPCCredentials(owner{}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	once, things := firestorepb.NewFirestoreClient(conn), w.through.Collection("things")
	for _, late := range []bool{false, true} {
		if _, err := things.Doc("before").Set(ctx, map[string]any{"late": late}); err != nil {
			t.Fatal(err)
		}
		ask(ctx, things.Query)
		broken := func(context.Context) error { return status.Error(codes.Unavailable, "the connection is broken") }
		fault := wire.Fault{On: func(c wire.Call) bool { return c.Method == firestorepb.Firestore_Commit_FullMethodName }, Before: broken}
		if late {
			fault.Before, fault.After = nil, broken
		}
		remove := board.Inject(fault)
		database := "projects/" + w.project + "/databases/(default)"
		_, err := once.Commit(ctx, &firestorepb.CommitRequest{Database: database, Writes: []*firestorepb.Write{{ // by Google's client it would be tried again
			Operation: &firestorepb.Write_Update{Update: &firestorepb.Document{Name: database + "/documents/things/lost"}},
		}}})
		if status.Code(err) != codes.Unavailable {
			t.Fatalf("a commit over a broken connection: %v", err)
		}
		remove()
		found := ask(ctx, things.Query)
		if has := slices.ContainsFunc(found.Paths, func(path string) bool { return path[len(path)-4:] == "lost" }); has != late {
			t.Errorf("late %t: found %v", late, found.Paths)
		}
		if d := diff(ask(ctx, w.past.Collection("things").Query), found); d != "" {
			t.Errorf("late %t: -bare +front\n%s", late, d)
		}
	}
}

// TestWhoGoesAwayIsNotForgotten: a commit whose caller left before it was answered is seen.
func TestWhoGoesAwayIsNotForgotten(t *testing.T) {
	t.Parallel()
	w, ctx := newWorld(t), bounded(t)
	things := w.through.Collection("things")
	ask(ctx, things.Query)
	for n := range 100 {
		leaving, leave := context.WithCancel(ctx)
		go leave()
		_, _ = things.Doc(strconv.Itoa(n)).Set(leaving, map[string]any{"n": n}) // it may land or not
		leave()
	}
	var got, want result
	for range 50 { // commits may still be landing between the two questions
		want, got = ask(ctx, w.past.Collection("things").Query), ask(ctx, things.Query)
		if len(got.Paths) >= len(want.Paths) && diff(want, got) == "" {
			return
		}
		if len(got.Paths) < len(want.Paths) {
			t.Fatalf("the emulator has %d, the front %d", len(want.Paths), len(got.Paths))
		}
	}
	t.Errorf("-bare +front\n%s", diff(want, got))
}
