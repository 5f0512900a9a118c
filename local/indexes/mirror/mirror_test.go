package mirror_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"cloud.google.com/go/firestore/apiv1/firestorepb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"capidemo.dev/platform/local/indexes/mirror"
	"capidemo.dev/platform/local/indexes/query"
)

// TestCommitsAreAppliedInTheirOrder: what is answered late may have landed early.
func TestCommitsAreAppliedInTheirOrder(t *testing.T) {
	t.Parallel()
	d := mirror.NewDatabase("db", (&stored{}).load, time.Now)
	finds(t, d)
	first, second, third := d.Begin([]string{"c"}), d.Begin([]string{"c"}), d.Begin([]string{"c"})
	second.Landed(at(20), in("c", partly("c/x", 20, "b", "2")))
	third.Landed(at(30), in("c", gone("c/y", 30)))
	first.Landed(at(10), in("c", whole("c/x", 10, "a", "1"), whole("c/y", 10, "a", "1")))
	finds(t, d, "x[a=1 b=2]")
	again := d.Begin([]string{"c"})
	again.Landed(at(40), in("c", whole("c/y", 40, "a", "3"), partly("c/x", 40, "a", "3")))
	finds(t, d, "x[a=3 b=2]", "y[a=3]")
}

// TestAQueryWaitsForWhatIsOnItsWay, and for what may have landed before that, and for nothing else.
func TestAQueryWaitsForWhatIsOnItsWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := mirror.NewDatabase("db", (&stored{}).load, time.Now)
		finds(t, d)
		slow, elsewhere := d.Begin([]string{"c"}), d.Begin([]string{"other"})
		answered := make(chan []string, 1)
		go func() {
			got, err := all(t.Context(), t, d, "c")
			if err != nil {
				t.Error(err)
			}
			answered <- got
		}()
		synctest.Wait()
		later := d.Begin([]string{"c"})
		later.Landed(at(2), in("c", partly("c/x", 2, "b", "2")))
		synctest.Wait()
		select {
		case got := <-answered:
			t.Fatalf("answered %q before the commit on its way was", got)
		default:
		}
		never := d.Begin([]string{"c"})
		slow.Landed(at(1), in("c", whole("c/x", 1, "a", "1")))
		if got := <-answered; !slices.Equal(got, []string{"x[a=1 b=2]"}) {
			t.Errorf("found %q", got)
		}
		hurried, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := all(hurried, t, d, "c"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a caller that cannot wait: %v", err)
		}
		never.Refused()
		elsewhere.Refused()
		finds(t, d, "x[a=1 b=2]")
	})
}

// TestReadingAndWriting: changes that were read are not applied again, others are.
func TestReadingAndWriting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &stored{held: make(chan struct{})}
		s.put(t, "c/x", 20, "a", "2")
		d := mirror.NewDatabase("db", s.load, time.Now)
		early := d.Begin([]string{"c"})
		answered := make(chan []string, 1)
		go func() {
			got, err := all(t.Context(), t, d, "c")
			if err != nil {
				t.Error(err)
			}
			answered <- got
		}()
		synctest.Wait()
		during := d.Begin([]string{"c"})
		early.Landed(at(10), in("c", whole("c/x", 10, "a", "1"), whole("c/y", 10, "a", "1"))) // c/y was removed again at 15, before it was read
		close(s.held)
		synctest.Wait()
		during.Landed(at(15), in("c", gone("c/y", 15), partly("c/x", 15, "b", "too early")))
		if got := <-answered; !slices.Equal(got, []string{"x[a=2]"}) {
			t.Errorf("found %q", got)
		}
		next := d.Begin([]string{"c"})
		next.Landed(at(25), in("c", partly("c/x", 25, "b", "2")))
		finds(t, d, "x[a=2 b=2]")
		if n := s.read.Load(); n != 1 {
			t.Errorf("read %d times", n)
		}
	})
}

// TestWhatIsNotKnownIsNotGuessed: while others write, and a while after a commit was lost, the database is to be asked.
func TestWhatIsNotKnownIsNotGuessed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &stored{}
		d := mirror.NewDatabase("db", s.load, time.Now)
		finds(t, d)
		away := func(when string) {
			t.Helper()
			if _, err := all(t.Context(), t, d, "c"); !errors.Is(err, mirror.ErrAway) {
				t.Errorf("%s: %v, want ErrAway", when, err)
			}
		}
		end := d.Outside()
		away("while somebody writes")
		s.put(t, "c/x", 5, "a", "1")
		end(false)
		finds(t, d, "x[a=1]")
		d.Begin([]string{"other"}).Lost()
		away("after a commit was lost")
		time.Sleep(30 * time.Second) // of the test's own time
		away("half a minute later")
		s.put(t, "c/y", 6, "a", "1")
		time.Sleep(31 * time.Second)
		finds(t, d, "x[a=1]", "y[a=1]")
		s.fail = errors.New("no connection")
		d.Outside()(false)
		away("when it cannot be read")
		s.fail = nil
		finds(t, d, "x[a=1]", "y[a=1]")
		strange := d.Begin([]string{"c"})
		strange.Landed(at(9), in("c", mirror.Change{Name: "c/x", Write: &firestorepb.Write{}, At: timestamppb.New(at(9))}))
		finds(t, d, "x[a=1]", "y[a=1]")
		if n := s.read.Load(); n != 6 {
			t.Errorf("read %d times, want 6: at first, after others wrote, after the lost commit, twice around the failure, after what is not understood", n)
		}
	})
}

// TestIndexesAreKept: documents enter and leave an order with their field, and an earlier snapshot stays as it was.
func TestIndexesAreKept(t *testing.T) {
	t.Parallel()
	d := mirror.NewDatabase("db", (&stored{}).load, time.Now)
	byA := query.Order{Field: "a"}
	n := 0
	commit := func(changes ...mirror.Change) {
		n++
		d.Begin([]string{"c"}).Landed(at(n), in("c", changes...))
	}
	is := func(want ...string) {
		t.Helper()
		if got, err := all(t.Context(), t, d, "c", byA); err != nil || !slices.Equal(got, want) {
			t.Errorf("found %q, %v, want %q", got, err, want)
		}
	}
	is()
	commit(whole("c/x", 1, "a", "2"), whole("c/y", 1, "a", "1"), whole("c/z", 1, "b", "1"))
	is("y[a=1]", "x[a=2]")
	before, err := d.Snapshot(t.Context(), &query.Query{Collection: "c", Order: []query.Order{byA}}, []query.Scan{{Index: query.Index{Order: []query.Order{byA}}}})
	if err != nil {
		t.Fatal(err)
	}
	commit(partly("c/y", 2, "a", "3"), partly("c/z", 2, "a", "0"))
	is("z[a=0 b=1]", "x[a=2]", "y[a=3]")
	commit(whole("c/x", 3, "b", "1"), gone("c/z", 3))
	is("y[a=3]")
	var names []string
	for document := range before.Documents() {
		names = append(names, document.Name)
	}
	if !slices.Equal(names, []string{"c/y", "c/x"}) {
		t.Errorf("the earlier snapshot has %q now", names)
	}
}
