package store_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"cloud.google.com/go/firestore"
	"github.com/google/go-cmp/cmp"

	"capidemo.dev/platform/shared/demo"
	"capidemo.dev/platform/shared/fault"
	"capidemo.dev/platform/shared/store"
	"capidemo.dev/platform/shared/store/storetest"
	"capidemo.dev/platform/shared/tenant"
)

// TestPinsAreEachOnesOwn: what an admin pins is not pinned for the engineer whose demo it is.
func TestPinsAreEachOnesOwn(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	ada, boss := w.As(t, "ada", "acme", tenant.Engineer), w.As(t, "boss", "acme", tenant.TenantAdmin)
	_, ref := w.Begin(t)
	for range 2 {
		d, err := boss.Demos().Pin(t.Context(), ref.Demo, true)
		if diff := cmp.Diff([]string{"boss"}, d.PinnedBy); err != nil || diff != "" {
			t.Fatalf("pinned: %v\n%s", err, diff)
		}
	}
	if got, err := ada.Demos().Pinned(t.Context(), store.DemoFilter{}); err != nil || len(got) != 0 {
		t.Errorf("ada has %d pins, %v", len(got), err)
	}
	if got, err := boss.Demos().Pinned(t.Context(), store.DemoFilter{Prefix: "ACME c"}); err != nil || len(got) != 1 {
		t.Errorf("the admin has %d pins, %v", len(got), err)
	}
	if got, err := boss.Demos().Pinned(t.Context(), store.DemoFilter{Status: demo.DemoActive}); err != nil || len(got) != 0 {
		t.Errorf("the admin has %d active pins, %v", len(got), err)
	}
	if got, err := w.As(t, "boss", "acme", tenant.Engineer).Demos().Pinned(t.Context(), store.DemoFilter{}); err != nil || len(got) != 0 {
		t.Errorf("as an engineer the former admin sees %d of ada's demos, %v", len(got), err)
	}
	if d, err := boss.Demos().Pin(t.Context(), ref.Demo, false); err != nil || len(d.PinnedBy) != 0 {
		t.Errorf("unpinned: %v, %v", d.PinnedBy, err)
	}
}

func TestPinsAreBounded(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	_, ref := w.Begin(t)
	batch := w.DB.BulkWriter(t.Context())
	for i := range store.MaxPins {
		_, err := batch.Create(w.DB.Doc(fmt.Sprintf("tenants/acme/demos/pinned%d", i)), demo.Demo{PinnedBy: []string{"ada"}, ID: fmt.Sprint("pinned", i), Meta: demo.Meta{CreatedBy: "ada"}})
		if err != nil {
			t.Fatal(err)
		}
	}
	batch.End()
	if _, err := ada.Demos().Pin(t.Context(), ref.Demo, true); !fault.Is(err, fault.Conflict) {
		t.Errorf("one pin more: %v, want conflict", err)
	}
	if got, err := ada.Demos().Pinned(t.Context(), store.DemoFilter{}); err != nil || len(got) != store.MaxPins {
		t.Errorf("%d pins, %v", len(got), err)
	}
}

// TestRenamingNeedsWhatWasSeen: a name is changed in the revision that was read, and only in that, whatever else was written meanwhile.
func TestRenamingNeedsWhatWasSeen(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	pair, ref := w.Begin(t)
	if pinned, err := ada.Demos().Pin(t.Context(), ref.Demo, true); err != nil || pinned.Version == pair.Demo.Version {
		t.Fatalf("pinned: version %d, %v", pinned.Version, err)
	}
	d, err := ada.Demos().Rename(t.Context(), ref.Demo, pair.Demo.Revision, " Ünited  Parts ")
	if err != nil || d.CustomerName != "Ünited  Parts" || d.CustomerKey != "ünited parts" || d.Revision != pair.Demo.Revision+1 {
		t.Fatalf("renamed: %q %q revision %d, %v", d.CustomerName, d.CustomerKey, d.Revision, err)
	}
	if _, err := ada.Demos().Rename(t.Context(), ref.Demo, pair.Demo.Revision, "Other"); !fault.Is(err, fault.Stale) {
		t.Errorf("with an old revision: %v, want stale", err)
	}
	if _, err := ada.Demos().Rename(t.Context(), ref.Demo, d.Revision, "\u202e"); !fault.Is(err, fault.Invalid) {
		t.Errorf("a name of no letters: %v, want invalid", err)
	}
	found, err := ada.Demos().List(t.Context(), store.DemoFilter{Prefix: "ÜNITED p"}, store.PageRequest{})
	if err != nil || len(found.Items) != 1 {
		t.Errorf("found %d by the new name, %v", len(found.Items), err)
	}
}

// TestListsShowTheCard: what a list reads of a demo is its card, whole, and so is what is pinned and what the dashboard has.
func TestListsShowTheCard(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	_, ref := w.Begin(t)
	w.Activate(t, ref)
	if _, err := ada.Demos().Pin(t.Context(), ref.Demo, true); err != nil {
		t.Fatal(err)
	}
	if _, err := w.DB.Doc("tenants/acme/demos/"+ref.Demo).Update(t.Context(), []firestore.Update{
		{Path: "exam", Value: demo.ExamMark{ExamCard: demo.ExamCard{Status: "amber", Progress: 100, ExaminedAt: new(w.Clock.Now()), Reasons: []string{"One."}}, Exam: "x"}},
	}); err != nil {
		t.Fatal(err)
	}
	whole, err := ada.Demos().Get(t.Context(), ref.Demo)
	if err != nil {
		t.Fatal(err)
	}
	want := []demo.Card{whole.Card()}
	for i := range reflect.TypeFor[demo.Card]().NumField() {
		if reflect.ValueOf(want[0]).Field(i).IsZero() {
			t.Fatalf("%s is not tried: it is empty", reflect.TypeFor[demo.Card]().Field(i).Name)
		}
	}
	page, err := ada.Demos().List(t.Context(), store.DemoFilter{}, store.PageRequest{})
	if diff := cmp.Diff(want, page.Items); err != nil || diff != "" {
		t.Errorf("listed: %v\n%s", err, diff)
	}
	pinned, err := ada.Demos().Pinned(t.Context(), store.DemoFilter{})
	if diff := cmp.Diff(want, pinned); err != nil || diff != "" {
		t.Errorf("pinned: %v\n%s", err, diff)
	}
	board, err := ada.Demos().Dashboard(t.Context())
	if diff := cmp.Diff(want, board.Recent); err != nil || diff != "" {
		t.Errorf("recent: %v\n%s", err, diff)
	}
}

// TestListsKeepTheirOrder pages through every order, by two, and compares with the order of all.
func TestListsKeepTheirOrder(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	names := []string{"Delta", "alpha", "Gamma", "beta", "Alphabet"}
	for i, name := range names {
		pair, _ := storetest.Begin(t, ada)
		_, err := w.DB.Doc("tenants/acme/demos/"+pair.Demo.ID).Update(t.Context(), []firestore.Update{
			{Path: "customer_name", Value: name}, {Path: "customer_key", Value: demo.SearchKey(name)},
			{Path: "last_used", Value: w.Clock.Now().Add(-time.Duration(i*i%7) * time.Hour)},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for sort, want := range map[store.DemoSort][]string{
		store.NewestFirst: {"Alphabet", "beta", "Gamma", "alpha", "Delta"}, store.OldestFirst: names,
		store.LastUsedFirst: {"Delta", "alpha", "Alphabet", "beta", "Gamma"}, store.LastUsedLast: {"Gamma", "beta", "Alphabet", "alpha", "Delta"},
		store.ByCustomer: {"alpha", "Alphabet", "beta", "Delta", "Gamma"},
	} {
		var got []string
		for cursor, more := "", true; more; {
			page, err := ada.Demos().List(t.Context(), store.DemoFilter{Sort: sort}, store.PageRequest{Limit: 2, Cursor: cursor})
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range page.Items {
				got = append(got, d.CustomerName)
			}
			cursor, more = page.Cursor, page.Cursor != ""
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s:\n%s", sort, diff)
		}
	}
	found, err := ada.Demos().List(t.Context(), store.DemoFilter{Prefix: "ALPHA"}, store.PageRequest{Limit: 1})
	if err != nil || len(found.Items) != 1 || found.Cursor == "" {
		t.Fatalf("search: %d, %v", len(found.Items), err)
	}
	if _, err := ada.Demos().List(t.Context(), store.DemoFilter{Prefix: "a", Sort: store.NewestFirst}, store.PageRequest{}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a search sorted by time: %v, want invalid", err)
	}
}

// TestCursorsAreBound: a cursor opens the list it was made for and no other, and none that was changed.
func TestCursorsAreBound(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	ada := w.As(t, "ada", "acme", tenant.Engineer)
	storetest.Begin(t, ada)
	storetest.Begin(t, ada)
	page, err := ada.Demos().List(t.Context(), store.DemoFilter{}, store.PageRequest{Limit: 1})
	if err != nil || page.Cursor == "" {
		t.Fatal(page.Cursor, err)
	}
	list := func(who *store.Scoped, f store.DemoFilter, cursor string) error {
		_, err := who.Demos().List(t.Context(), f, store.PageRequest{Cursor: cursor})
		return err
	}
	if err := list(ada, store.DemoFilter{}, page.Cursor); err != nil {
		t.Errorf("the list's own cursor: %v", err)
	}
	with := func(options ...store.Option) error {
		return list(store.New(w.DB, w.Clock.Now, options...).For(storetest.Person(t, "ada", "acme", tenant.Engineer)), store.DemoFilter{}, page.Cursor)
	}
	if err := with(storetest.CursorKeys("a newer key", "a key of tests")); err != nil {
		t.Errorf("a cursor from before the key was rotated: %v", err)
	}
	if err := with(); !fault.Is(err, fault.Internal) {
		t.Errorf("without a key: %v, want internal", err)
	}
	flipped := []byte(page.Cursor)
	flipped[len(flipped)/2] ^= 1
	for name, err := range map[string]error{
		"another person's":  list(w.As(t, "bob", "acme", tenant.Engineer), store.DemoFilter{}, page.Cursor),
		"another tenant's":  list(w.As(t, "ada", "rival", tenant.Engineer), store.DemoFilter{}, page.Cursor),
		"of another filter": list(ada, store.DemoFilter{Status: demo.DemoPending}, page.Cursor),
		"of another order":  list(ada, store.DemoFilter{Sort: store.OldestFirst}, page.Cursor),
		"changed":           list(ada, store.DemoFilter{}, string(flipped)),
		"of another list":   second(ada.Jobs().List(t.Context(), store.JobFilter{}, store.PageRequest{Cursor: page.Cursor})),
		"of another secret": with(storetest.CursorKeys("another")),
	} {
		if !fault.Is(err, fault.Malformed) {
			t.Errorf("a cursor %s: %v, want malformed", name, err)
		}
	}
}

// TestTheDashboardCounts takes demos through their states and holds the engineer's counts, the admin's and the history to that.
func TestTheDashboardCounts(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	ada, boss := w.As(t, "ada", "acme", tenant.Engineer), w.As(t, "boss", "acme", tenant.TenantAdmin)
	if err := w.System.PutMember(t.Context(), "acme", demo.Member{UID: "ada", Name: "Ada"}); err != nil {
		t.Fatal(err)
	}
	_, active := w.Begin(t)
	w.Activate(t, active)
	_, cancelled := w.Begin(t)
	if _, err := ada.Jobs().Cancel(t.Context(), cancelled.Job); err != nil {
		t.Fatal(err)
	}
	w.Begin(t)
	if _, err := ada.Conversations().Ask(t.Context(), active.Demo, "", "How many?"); err != nil {
		t.Fatal(err)
	}
	want := store.Totals{Demos: 3, Active: 1, Provisioning: 1, Provisions: 3, Questions: 1}
	for who, scoped := range map[string]*store.Scoped{"ada": ada, "the admin": boss} {
		board, err := scoped.Demos().Dashboard(t.Context())
		if diff := cmp.Diff(want, board.Totals); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", who, err, diff)
		}
		if len(board.Recent) != 3 || board.Tenant.Counters.ActiveDemos != 2 {
			t.Errorf("%s: %d recent, %+v", who, len(board.Recent), board.Tenant.Counters)
		}
	}
	if board, err := w.As(t, "bob", "acme", tenant.Engineer).Demos().Dashboard(t.Context()); err != nil || board.Totals != (store.Totals{}) {
		t.Errorf("bob: %+v, %v", board.Totals, err)
	}
	history, err := ada.Demos().History(t.Context(), active.Demo, store.PageRequest{Limit: 10})
	got := make([]string, len(history.Items))
	for i, e := range history.Items {
		got[i] = e.Actor + " " + e.Action
	}
	if diff := cmp.Diff([]string{"the system job.completed", "the system job.running", "Ada demo.provision"}, got); err != nil || diff != "" {
		t.Errorf("history: %v\n%s", err, diff)
	}
}

func TestUseIsWrittenAtMostHourly(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	conversations, asked, ref := ask(t, w)
	before := w.Pair(t, store.JobRef{Job: jobOf(t, w, ref.Demo), Demo: ref.Demo}).Demo
	w.Clock.Advance(2 * time.Hour)
	for range 2 {
		if _, err := conversations.Ask(t.Context(), ref.Demo, asked.Conversation.ID, "And now?"); err != nil {
			t.Fatal(err)
		}
	}
	after := w.Pair(t, store.JobRef{Job: before.JobID, Demo: ref.Demo}).Demo
	if !after.LastUsed.After(before.LastUsed) || after.ArchiveAt.Sub(after.LastUsed) != demo.ArchiveAfter || after.Version != before.Version+1 {
		t.Errorf("last used %s then %s, version %d then %d", before.LastUsed, after.LastUsed, before.Version, after.Version)
	}
}

func jobOf(t *testing.T, w storetest.World, id string) string {
	t.Helper()
	d, err := w.As(t, "ada", "acme", tenant.Engineer).Demos().Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return d.JobID
}

// finish brings an answer to its end.
func finish(t *testing.T, w storetest.World, ref store.AnswerRef) {
	t.Helper()
	answers := w.Function(t, "reply", "acme").Answers()
	claim, _, err := answers.Claim(t.Context(), ref)
	if err := errors.Join(err, answers.Finish(t.Context(), claim, store.Outcome{Text: "3"})); err != nil {
		t.Fatal(err)
	}
}

func TestFeedbackIsForAnswersThatEnded(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	conversations, asked, ref := ask(t, w)
	rate := func(id string, rating demo.Rating) (demo.Message, error) {
		return conversations.Rate(t.Context(), id, rating, " Nice. ")
	}
	if _, err := rate(ref.Message, demo.RatingUp); !fault.Is(err, fault.Conflict) {
		t.Errorf("while it is written: %v, want conflict", err)
	}
	finish(t, w, ref)
	if _, err := rate(asked.Question.ID, demo.RatingUp); !fault.Is(err, fault.Conflict) {
		t.Errorf("a question: %v, want conflict", err)
	}
	for _, absent := range []string{"x", ref.Conversation + "-", ref.Conversation + "-none", "../" + ref.Message} {
		if _, err := rate(absent, demo.RatingUp); !fault.Is(err, fault.NotFound) {
			t.Errorf("%q: %v, want not found", absent, err)
		}
	}
	if m, err := rate(ref.Message, demo.RatingUp); err != nil || m.Feedback == nil || m.Feedback.Comment != "Nice." || m.Feedback.By != "ada" {
		t.Errorf("rated: %+v, %v", m.Feedback, err)
	}
	if m, err := rate(ref.Message, demo.RatingNone); err != nil || m.Feedback != nil {
		t.Errorf("taken back: %+v, %v", m.Feedback, err)
	}
}

// TestADeletedConversationIsGone: with its messages, chunks and title, and for who asks in it at that moment. Its record stays until the
// agents' API has let go of it.
func TestADeletedConversationIsGone(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	conversations, _, ref := ask(t, w)
	if _, err := conversations.Delete(t.Context(), ref.Conversation); !fault.Is(err, fault.Conflict) {
		t.Errorf("while an answer is written: %v, want conflict", err)
	}
	finish(t, w, ref)
	if done, err := conversations.Delete(t.Context(), ref.Conversation); err != nil || !done {
		t.Fatalf("delete: %v, %v", done, err)
	}
	for collection, want := range map[string]int{"conversations": 1, "messages": 0, "chunks": 0} {
		left, err := w.DB.CollectionGroup(collection).Documents(t.Context()).GetAll()
		if err != nil || len(left) != want {
			t.Errorf("%d %s are left, %v", len(left), collection, err)
		}
		for _, doc := range left {
			if title := doc.Data()["title"]; title != "" {
				t.Errorf("what is left says %q", title)
			}
		}
	}
	if _, err := conversations.Ask(t.Context(), ref.Demo, ref.Conversation, "Still there?"); !fault.Is(err, fault.NotFound) {
		t.Errorf("ask: %v, want not found", err)
	}
	if _, err := conversations.Delete(t.Context(), ref.Conversation); !fault.Is(err, fault.NotFound) {
		t.Errorf("again: %v, want not found", err)
	}
	talks, purge := &storetest.Talks{}, w.Function(t, "sweep", "acme").Answers().Purge
	talks.Away(fault.New(fault.Unavailable, "away"))
	if done, err := purge(t.Context(), ref.Conversation, talks); done || !fault.Is(err, fault.Unavailable) {
		t.Errorf("while the agents' API is away: %v, %v", done, err)
	}
	talks.Away(nil)
	if done, err := purge(t.Context(), ref.Conversation, talks); !done || err != nil || !slices.Equal(talks.Deleted(), []string{demo.AgentsConversation(ref.Conversation)}) {
		t.Errorf("purge: %v, %v, deleted there %v", done, err, talks.Deleted())
	}
	if left, err := w.DB.CollectionGroup("conversations").Documents(t.Context()).GetAll(); err != nil || len(left) != 0 {
		t.Errorf("%d conversations are left, %v", len(left), err)
	}
}

// TestALargeConversationIsDeletedByTheSweep: out of sight at once, gone after a few passes.
func TestALargeConversationIsDeletedByTheSweep(t *testing.T) {
	t.Parallel()
	w := storetest.New(t, demo.DefaultLimits())
	conversations, _, ref := ask(t, w)
	finish(t, w, ref)
	writer := w.DB.BulkWriter(t.Context())
	for i := range 200 {
		m := demo.Message{ID: fmt.Sprintf("%s-m%03d", ref.Conversation, i), Ordinal: int64(i), Role: demo.RoleUser, Meta: demo.Meta{CreatedBy: "ada"}}
		if _, err := writer.Create(w.DB.Doc("tenants/acme/demos/"+ref.Demo+"/conversations/"+ref.Conversation+"/messages/"+m.ID), m); err != nil {
			t.Fatal(err)
		}
	}
	writer.End()
	if done, err := conversations.Delete(t.Context(), ref.Conversation); err != nil || done {
		t.Fatalf("delete: %v, %v; want more to do", done, err)
	}
	if page, err := conversations.List(t.Context(), ref.Demo, store.PageRequest{}); err != nil || len(page.Items) != 0 {
		t.Errorf("%d conversations are in sight, %v", len(page.Items), err)
	}
	w.Clock.Advance(demo.Patience)
	passes := 0
	for doomed, err := range w.System.DoomedConversations(t.Context()) {
		if passes++; err != nil || doomed.Conversation != ref.Conversation || passes > 1 {
			t.Fatalf("%+v, %v", doomed, err)
		}
		if done, err := w.Function(t, "sweep", "acme").Answers().Purge(t.Context(), doomed.Conversation, &storetest.Talks{}); err != nil || !done {
			t.Errorf("purge: %v, %v", done, err)
		}
	}
	if passes != 1 {
		t.Errorf("%d passes", passes)
	}
}
